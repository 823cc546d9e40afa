// A service's store in trouble: real use cases on the real schema, while the power goes or calls of the disk fail. After every command the whole
// contents of the store are one number, so that afterwards it is known whether the store is exactly as it was after the last acknowledged command
// (or after the one under way as well): nothing lost, nothing half, nothing twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/store/store.h"
#include "platform/usecase/lookups.h"
#include "platform/usecase/unit.h"
#include "tests/faults/simulated/disk.h"
#include "tests/faults/simulated/uncounted.h"
#include "tests/support/temporary.h"

namespace shopper::testing {

// Where the lock files lie, and the stores too when they are not on the simulated disk.
const TemporaryDirectory& bench_directory();

// Everything in the tables, as one number.
std::uint64_t contents_of(store::Db& db);

// What was promised so far.
struct Ledger {
  std::uint64_t acknowledged = 0;               // the contents after the last command that was answered
  std::optional<std::uint64_t> under_way;       // and after the one that was not
  int commands = 0;
  int refusals = 0;                             // because of the storage, or for want of memory
  std::string unexpected;                       // a refusal for another reason
};

// One start of a service: its store, and a way to run use cases as an rpc runs them.
class Bench {
 public:
  // Throws what the store throws.
  Bench(const std::string& service, std::vector<store::Migration> migrations, Ledger& ledger);

  template <class F>
  auto run(const Actor& actor, F&& use_case) {
    using Answer = decltype(use_case(std::declval<Unit&>()));
    if (Disk::instance().off()) return Answer(store::refusal_of(store::StorageTrouble::away));
    ledger_.under_way.reset();
    auto answer = store_.write<std::remove_cvref_t<decltype(*std::declval<Answer>())>>([&](store::Db& db) -> Answer {
      Unit unit(db, now, actor);
      auto done = use_case(unit);
      if (!done.ok()) return done;
      unit.audit("Trial", std::to_string(ledger_.commands), now);
      ledger_.under_way = contents_of(db);
      return done;
    });
    note(answer.ok() ? nullptr : &answer.error());
    return answer;
  }
  // As a command's preparation gets them; what it records is a command too.
  Lookups lookups(const Actor& actor);
  // What does not hold of the store; "" when all does. `strict`: what was not acknowledged must not be there.
  std::string complaint(bool strict);
  store::Store& store() { return store_; }

  Instant now{1'654'765'200'000'000};   // 2022-06-09T12:00:00+03:00

 private:
  void note(const Error* refusal);
  Ledger& ledger_;
  store::Store store_;
};

// A service, as its trial needs it.
class Service {
 public:
  virtual ~Service() = default;
  virtual std::string name() const = 0;
  virtual std::vector<store::Migration> migrations() const = 0;
  // Makes what its operations need; on a well disk.
  virtual void furnish() = 0;
  // Some of its operations, on things of their own for each number. Ends with the first that is refused.
  virtual void act(Bench& bench, int number) = 0;
};

// How often: SHOPPER_TEST_CUTS, or the given number.
int cuts_wanted(int otherwise);

// The power goes again and again, at any call, also while the store opens. Requires that nothing promised is lost.
void survive_power_cuts(Service& service);
// On a disk that lies about its syncs; how many of `cuts` lost something. The harness has teeth when some do.
int losses(Service& service, Syncs syncs, int cuts);
// Each call of the disk fails in turn. Requires clean refusals, nothing half, and that all works as soon as the disk does.
void survive_failing_calls(Service& service);

}  // namespace shopper::testing
