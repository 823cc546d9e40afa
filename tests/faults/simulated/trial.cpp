#include "tests/faults/simulated/trial.h"

#include <catch2/catch.hpp>

#include <mutex>
#include <sstream>

#include "platform/store/audit_log.h"
#include "tests/faults/report.h"
#include "tests/support/service_keys.h"

namespace shopper::testing {
namespace {

constexpr int cuts_of_one_life = 25;       // then from the beginning, so that stores stay small
constexpr int tries_of_one_life = 5;
constexpr int calls_until_cut_max = 240;
constexpr int calls_of_start_max = 40;

// One query for each table, giving each row as one text. Schemas do not change in a trial.
const std::vector<std::string>& dumps(store::Db& db) {
  static std::map<std::string, std::vector<std::string>> known;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  auto& queries = known[db.path()];
  if (!queries.empty()) return queries;
  for (auto& [table] : db.all<std::string>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")) {
    std::string row;
    for (auto& [column] : db.all<std::string>("select name from pragma_table_info('" + table + "')")) row += (row.empty() ? "quote(\"" : "||','||quote(\"") + column + "\")";
    // The store's own trial of a disk that had failed.
    queries.push_back("select " + row + " from \"" + table + "\"" + (table == "store_meta" ? " where name <> 'probe'" : ""));
  }
  return queries;
}

std::string broken_chain(store::Db& db, const std::string& log_id) {
  auto previous = audit::genesis(log_id);
  std::int64_t sequence = 0;
  for (const auto& record : store::audit_records(db, 0, 1'000'000)) {
    if (record.sequence != ++sequence || record.hash != audit::hash_of(record, previous)) return "the audit chain breaks at " + std::to_string(record.sequence);
    previous = record.hash;
  }
  return "";
}

// A store that was furnished once and lies on the disk as often as it is wanted.
struct Trial {
  explicit Trial(Service& under_trial) : service(under_trial) {
    disk.restore({});
    service.furnish();
    open();
    beginning = *bench->store().read<std::uint64_t>([](store::Db& db) -> Result<std::uint64_t> { return contents_of(db); });
    bench.reset();
    furnished = disk.image();
    anew();
  }
  ~Trial() {
    bench.reset();
    disk.restore({});
  }
  void anew() {
    bench.reset();
    disk.restore(furnished);
    ledger.acknowledged = beginning;
    ledger.under_way.reset();
  }
  void open() { bench = std::make_unique<Bench>(service.name(), service.migrations(), ledger); }
  void act() {
    try {
      service.act(*bench, ++number);
    } catch (const store::StorageFailure&) {
      ++ledger.refusals;
    }
  }
  // One life between two cuts; what does not hold of what the cut before has left.
  std::string live(Random& random) {
    try {
      if (random() % 4 == 0) disk.cut_at(1 + static_cast<int>(random() % calls_of_start_max));
      open();
      if (auto wrong = bench->complaint(false); !wrong.empty() && !disk.off()) return wrong;
    } catch (const std::exception& failure) {
      if (!disk.off()) return std::string("does not open: ") + failure.what();
    }
    if (!disk.off()) disk.cut_at(1 + static_cast<int>(random() % calls_until_cut_max));
    while (bench && !disk.off() && ledger.unexpected.empty()) act();
    bench.reset();   // closes what is open, in vain
    disk.power_on(random);
    return "";
  }

  Service& service;
  Disk& disk = Disk::instance();
  Ledger ledger;
  std::unique_ptr<Bench> bench;
  Disk::Image furnished;
  std::uint64_t beginning = 0;
  int number = 0;
};

double seconds_since(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }

}  // namespace

const TemporaryDirectory& bench_directory() {
  static const TemporaryDirectory one;
  return one;
}

std::uint64_t contents_of(store::Db& db) {
  const Uncounted beside;
  std::uint64_t sum = 0;
  for (const auto& query : dumps(db)) {
    sum = sum * 31 + std::hash<std::string>{}(query);
    db.query(query, {}, {store::Kind::text}, [&](std::span<const store::Value> row) { sum = sum * 1'099'511'628'211ULL + std::hash<std::string>{}(row[0].text()); });
  }
  return sum;
}

Bench::Bench(const std::string& service, std::vector<store::Migration> migrations, Ledger& ledger)
    : ledger_(ledger), store_({bench_directory().url(service + ".db"), service, std::move(migrations), service_keys()}) {}

void Bench::note(const Error* refusal) {
  if (!refusal) {
    ledger_.acknowledged = *ledger_.under_way;
    ledger_.under_way.reset();
    ++ledger_.commands;
  } else if (refusal->code == "STORE_UNAVAILABLE" || refusal->code == "STORE_FULL" || refusal->code == "OVERLOADED") {
    ++ledger_.refusals;
  } else {
    ledger_.unexpected = refusal->code + ": " + refusal->text.en;
    for (const auto& field : refusal->fields) ledger_.unexpected += " " + field.pointer + " " + field.code;
  }
}

Lookups Bench::lookups(const Actor& actor) {
  const auto look = [this, actor](const std::function<void(Unit&)>& work) {
    (void)store_.read<Done>([&](store::Db& db) -> Result<Done> {
      Unit unit(db, now, actor);
      work(unit);
      return Done{};
    });
  };
  const auto commit = [this, actor](const std::function<void(Unit&)>& work) {
    (void)run(actor, [&](Unit& unit) -> Result<Done> {
      work(unit);
      return Done{};
    });
  };
  return {actor, now, look, commit};
}

std::string Bench::complaint(bool strict) {
  const auto found = store_.read<std::string>([&](store::Db& db) -> Result<std::string> {
    if (const auto sound = db.one<std::string>("PRAGMA integrity_check(1)"); sound != "ok") return "integrity_check: " + sound.value_or("");
    if (!db.all<std::string>("select \"table\" from pragma_foreign_key_check()").empty()) return std::string("foreign_key_check");
    if (auto broken = broken_chain(db, store_.log_id()); !broken.empty()) return broken;
    const auto contents = contents_of(db);
    if (contents != ledger_.acknowledged && (strict || !ledger_.under_way || contents != *ledger_.under_way)) return std::string("it is not as it was promised");
    ledger_.acknowledged = contents;
    return std::string();
  });
  return found.ok() ? *found : found.error().code;
}

int cuts_wanted(int otherwise) {
  const char* given = std::getenv("SHOPPER_TEST_CUTS");
  return given ? std::atoi(given) : otherwise;
}

void survive_power_cuts(Service& service) {
  Random random(seed(("power cuts of " + service.name()).c_str()));
  Trial trial(service);
  const auto start = std::chrono::steady_clock::now();
  const int cuts = cuts_wanted(150);
  int lost = 0;
  for (int cut = 0; cut < cuts; ++cut) {
    if (cut % cuts_of_one_life == 0) trial.anew();
    const auto wrong = trial.live(random);
    if (wrong.empty() && trial.ledger.unexpected.empty()) continue;
    ++lost;
    FAIL_CHECK("cut " << cut << ": " << wrong << trial.ledger.unexpected);
    if (!trial.ledger.unexpected.empty()) break;
    trial.anew();
  }
  trial.open();
  CHECK(trial.bench->complaint(false) == "");
  std::ostringstream line;
  line << "power cuts: " << service.name() << ": " << cuts << " cuts, " << trial.ledger.commands << " commands acknowledged, " << lost << " stores lost or damaged, " << seconds_since(start) << " s";
  tell_figures(line.str());
  CHECK(trial.ledger.commands > cuts / 2);
}

int losses(Service& service, Syncs syncs, int cuts) {
  Random random(seed(("a lying disk under " + service.name()).c_str()));
  Trial trial(service);
  int lost = 0;
  for (int cut = 0; cut < cuts; ++cut) {
    if (cut % cuts_of_one_life == 0) trial.anew();
    trial.disk.set_syncs(syncs);
    if (trial.live(random).empty()) continue;
    ++lost;
    trial.anew();
  }
  return lost;
}

void survive_failing_calls(Service& service) {
  Random random(seed(("failing calls of " + service.name()).c_str()));
  Trial trial(service);
  const bool every_call = std::getenv("SHOPPER_TEST_CUTS") != nullptr;
  int tried = 0;
  for (const auto fault : {Fault::full, Fault::short_write, Fault::io_error})
    for (const bool lasting : {false, true}) {
      bool reached = true;
      for (int n = 1; reached; n += every_call ? 1 : 1 + static_cast<int>(random() % 8)) {
        INFO("call " << n << " of fault " << static_cast<int>(fault) << (lasting ? ", lasting" : ""));
        if (tried++ % tries_of_one_life == 0) {
          trial.anew();
          trial.open();
        }
        trial.disk.fail_at(n, fault, lasting);
        trial.act();
        reached = trial.disk.failed();
        trial.disk.heal();
        REQUIRE(trial.bench->complaint(true) == "");
        const int refusals = trial.ledger.refusals;
        trial.act();
        REQUIRE(trial.ledger.unexpected == "");
        REQUIRE(trial.ledger.refusals == refusals);
        REQUIRE(trial.bench->store().healthy());
      }
    }
  std::ostringstream line;
  line << "failing calls: " << service.name() << ": " << tried << " calls failed in turn, " << trial.ledger.refusals << " commands refused, " << trial.ledger.commands << " acknowledged";
  tell_figures(line.str());
  CHECK(trial.ledger.refusals > 0);
}

}  // namespace shopper::testing
