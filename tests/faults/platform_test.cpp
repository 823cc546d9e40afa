// The store alone: what holds for every service, and that the harness would see it if it did not.
#include <catch2/catch.hpp>

#include <set>
#include <thread>

#include "tests/faults/simulated/trial.h"

using namespace shopper;
using namespace shopper::testing;

namespace {

struct Told {
  int number = 0;
  SHOPPER_FIELDS(Told, number)
};

struct Notes : Service {
  std::string name() const override { return "notes"; }
  std::vector<store::Migration> migrations() const override { return {{"0001_note", "create table note (id integer primary key, text text not null) strict; create index note_text on note (text);"}}; }
  void furnish() override {}
  static Result<Done> put(Unit& unit, std::int64_t id) {
    unit.db.execute("insert into note (id, text) values (:i, :t)", {id, std::string(static_cast<std::size_t>(id % 9'000), 'x')});
    unit.emit("told", std::to_string(id), Told{static_cast<int>(id)});
    unit.audit("put", std::to_string(id), unit.now);
    return Done{};
  }
  void act(Bench& bench, int number) override {
    (void)bench.run(Actor{}, [&](Unit& unit) { return put(unit, number); });
  }
};

}  // namespace

TEST_CASE("a store loses nothing in power cuts", "[cuts]") {
  Notes notes;
  survive_power_cuts(notes);
}

TEST_CASE("the harness has teeth: on disks that lie about syncs, power cuts lose what was acknowledged", "[cuts]") {
  Notes notes;
  CHECK(losses(notes, Syncs::ignored_for_log, 100) > 10);   // as with synchronous=NORMAL
  CHECK(losses(notes, Syncs::ignored, 100) > 10);
  CHECK(losses(notes, Syncs::honoured, 100) == 0);
}

TEST_CASE("a power cut soon after a store's first start loses nothing either", "[cuts]") {
  Random random(seed("first starts in power cuts"));
  const Notes notes;
  for (int trial = 0; trial < cuts_wanted(150) / 2; ++trial) {
    Disk& disk = Disk::empty();
    const TemporaryDirectory directory;
    const auto open = [&] { return std::make_unique<store::Store>(store::StoreOptions{directory.url("notes.db"), "notes", notes.migrations()}); };
    auto opened = open();
    disk.cut_at(1 + static_cast<int>(random() % 40));
    std::int64_t acknowledged = 0;
    while (!disk.off())
      if (opened->write<Done>([&](store::Db& db) {
            Unit unit(db, Instant{1'000'000}, {});
            return Notes::put(unit, acknowledged + 1);
          }).ok())
        ++acknowledged;
    opened.reset();
    disk.power_on(random);
    opened = open();
    const auto found = opened->read<std::int64_t>([](store::Db& db) -> Result<std::int64_t> { return db.one<std::int64_t>("select count(*) from note").value(); });
    REQUIRE(found.ok());
    CHECK(*found >= acknowledged);
    opened.reset();
  }
}

TEST_CASE("a group of callers in a power cut: each finds what it was told, whole and once", "[cuts]") {
  Random random(seed("group commits in power cuts"));
  Disk& disk = Disk::empty();
  const TemporaryDirectory directory;
  const Notes notes;
  std::set<std::int64_t> acknowledged;
  const int cuts = cuts_wanted(150) / 5;
  for (int cut = 0; cut <= cuts; ++cut) {
    auto opened = std::make_unique<store::Store>(store::StoreOptions{directory.url("notes.db"), "notes", notes.migrations()});
    auto& store = *opened;
    const auto found = store.read<std::multiset<std::int64_t>>([&](store::Db& db) -> Result<std::multiset<std::int64_t>> {
      CHECK(db.one<std::string>("PRAGMA integrity_check") == "ok");
      CHECK(db.one<std::int64_t>("select count(*) from note where not exists (select 1 from outbox where subject = note.id) or not exists (select 1 from audit where subject = note.id)") == 0);
      std::multiset<std::int64_t> ids;
      for (auto& [id] : db.all<std::int64_t>("select cast(subject as integer) from outbox")) ids.insert(id);
      CHECK(db.one<std::int64_t>("select count(*) from note") == static_cast<std::int64_t>(ids.size()));
      return ids;
    });
    REQUIRE(found.ok());
    for (const auto id : acknowledged) CHECK(found->count(id) == 1);
    if (cut == cuts) break;
    disk.cut_at(50 + static_cast<int>(random() % 200));
    std::mutex mutex;
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller)
      callers.emplace_back([&, caller] {
        for (std::int64_t i = 0; !disk.off(); ++i) {
          const std::int64_t id = (cut * 4 + caller) * 100'000 + i;
          const auto answer = store.write<Done>([&](store::Db& db) {
            Unit unit(db, Instant{1'000'000}, {});
            return Notes::put(unit, id);
          });
          const std::lock_guard lock(mutex);
          if (answer.ok()) acknowledged.insert(id);
        }
      });
    for (auto& caller : callers) caller.join();
    opened.reset();
    disk.power_on(random);
  }
  CHECK(acknowledged.size() > static_cast<std::size_t>(cuts));
}
