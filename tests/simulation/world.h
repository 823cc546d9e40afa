// The whole programme in one process: five services with a simulated clock, network and disk. Everything that happens follows from one seed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/faults/simulated/disk.h"
#include "tests/simulation/host.h"
#include "tests/simulation/randomness.h"
#include "tests/simulation/trace.h"

namespace shopper::simulation {

using Json = nlohmann::json;

// An invariant that does not hold.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// How rough the world is, per thousand calls.
struct Weather {
  unsigned lost = 30;           // the request never arrives
  unsigned unanswered = 40;     // done, but the caller hears of a timeout
  unsigned doubled = 40;        // arrives twice
  unsigned late_copy = 20;      // and once more, much later
  unsigned power_cut = 25;      // in the middle of it
  static Weather fair() { return {0, 0, 0, 0, 0}; }
};

// A command under way: what a client sends, and sends again with the same key until it knows the outcome.
struct Letter {
  std::string service;
  std::string method;
  Actor actor;
  std::string key;
  std::string request;
  bool must_be_refused = false;
};

struct Figures {
  int commands = 0;          // acknowledged
  int refusals = 0;
  int pulls = 0;
  int events = 0;            // applied
  int power_cuts = 0;
  int repetitions = 0;       // of commands whose outcome was unknown
  std::map<std::string, int> methods;   // acknowledged, by operation
};

// What a run begins with: the contents of all disks, and the time.
struct Beginning {
  shopper::testing::Disk::Image disk;
  Instant now;
};

class World {
 public:
  // The beginning of all: a furnished programme (furnish.cpp), its window open; nobody has applied yet.
  static Beginning furnished();
  // `name` is of this run's letters: no two runs on one another have the same.
  World(std::uint64_t seed, const Beginning& beginning, const std::string& name, Trace& trace, Sabotage sabotage = Sabotage::none, bool gather_figures = false);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // People. Sends a command; what is not answered is sent again in later steps.
  void ask(const std::string& service, const std::string& method, const Actor& actor, const Json& request);
  // A command that no rule allows: whoever carries it out breaks an invariant.
  void ask_in_vain(const std::string& service, const std::string& method, const Actor& actor, const Json& request);
  static Actor person(const std::string& subject) { return {subject, {"applicant", "shopper"}, "", "en", "", {}}; }
  static Actor staff(const std::string& role, const std::string& name, const std::string& entity = "") { return {name, {role}, entity, "en", "", {}}; }

  // The network and the machines. False when there was nothing to do.
  bool pull_some_feed();
  bool repeat_some_letter();
  bool deliver_late_copy();
  void restart(const std::string& service);
  void run_task(const std::string& service);
  void pass_time(std::chrono::microseconds time) { now.us += time.count(); }
  // No more faults: everything is answered, every feed read to its end.
  void come_to_rest();
  // How it is at rest, for other runs to begin with; this one is over.
  Beginning leave();

  // What a store says.
  template <class... T>
  std::vector<std::tuple<T...>> all(const std::string& service, const std::string& sql, const std::vector<store::Value>& values = {}) {
    auto rows = host(service).store.read<std::vector<std::tuple<T...>>>([&](store::Db& db) -> Result<std::vector<std::tuple<T...>>> { return db.all<T...>(sql, values); });
    if (!rows.ok()) throw Violation("a store that was not cut off cannot be read: " + rows.error().code);
    return std::move(*rows);
  }
  std::int64_t count(const std::string& service, const std::string& from, const std::vector<store::Value>& values = {}) {
    return std::get<0>(all<std::int64_t>(service, "select count(*) from " + from, values).front());
  }
  // One of the rows, by the dice.
  template <class... T>
  std::optional<std::tuple<T...>> some(const std::string& service, const std::string& sql, const std::vector<store::Value>& values = {}) {
    auto rows = all<T...>(service, sql, values);
    if (rows.empty()) return std::nullopt;
    return std::move(rows[dice.below(rows.size())]);
  }
  Host& host(const std::string& service) { return *hosts_.at(service); }
  Date today() const { return qatar_date(now); }
  // Commands whose clients know that they were done, with their service and what was answered, by key.
  struct Acknowledged {
    std::string service;
    std::string method;
    std::uint64_t answer = 0;
  };
  const std::map<std::string, Acknowledged>& acknowledged() const { return acknowledged_; }

  Dice dice;
  Weather weather;
  Figures figures;
  Instant now;
  const std::string programme;

 private:
  void furnish();
  void start(const std::string& service);
  void power_cut(const std::string& service);
  void send(Letter letter);
  Result<std::string> deliver(const Letter& letter);
  void hear(const Letter& letter, const Result<std::string>& answer);
  bool forgotten(const Letter& letter);
  bool pull(const FeedLine& line, bool rough);
  void settle(const std::string& service);
  std::int64_t data_version(const std::string& service);

  const std::string name_;
  Trace& trace_;
  const Sabotage sabotage_;
  const bool gather_;
  shopper::testing::Disk& disk_;
  shopper::testing::Random disk_random_;
  std::map<std::string, std::unique_ptr<Host>> hosts_;
  std::map<std::string, std::int64_t> versions_;   // of each store's contents, as last seen
  std::vector<Letter> unanswered_;
  std::vector<Letter> late_copies_;
  std::map<std::string, Acknowledged> acknowledged_;
  std::uint64_t letters_ = 0;
};

}  // namespace shopper::simulation
