// A store on a disk that fails: callers get a clean refusal, nothing of theirs is kept, and the store comes back by itself.
#include <catch2/catch.hpp>

#include "platform/store/store.h"
#include "platform/usecase/unit.h"
#include "tests/faults/simulated/disk.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::testing;
using store::Db;
using store::Store;

namespace {

const std::vector<store::Migration> schema{{"0001_note", "create table note (id integer primary key, text text not null) strict; create index note_text on note (text);"}};

struct Told {
  std::int64_t id = 0;
  SHOPPER_FIELDS(Told, id)
};

struct Desk {
  ~Desk() { Disk::instance().heal(); }
  // Three rows and an audit record, of which all or none is kept.
  Result<Done> put(std::int64_t id) {
    return store->write<Done>([id](Db& db) -> Result<Done> {
      db.execute("insert into note (id, text) values (:i, :t)", {id, std::string(3'000, 'x')});
      Unit unit(db, Instant{1'000'000 + id}, {});
      unit.emit("told", std::to_string(id), Told{id});
      unit.audit("put", std::to_string(id), unit.now);
      return Done{};
    });
  }
  Result<std::int64_t> count(const char* sql = "select (select count(*) from note) + (select count(*) from outbox) + (select count(*) from audit)") {
    return store->read<std::int64_t>([sql](Db& db) -> Result<std::int64_t> { return db.one<std::int64_t>(sql).value(); });
  }
  std::unique_ptr<Store> fresh() const { return std::make_unique<Store>(store::StoreOptions{directory.url("desk.db"), "test", schema}); }

  Disk& disk = Disk::empty();
  const TemporaryDirectory directory;
  std::unique_ptr<Store> store = fresh();
};

}  // namespace

TEST_CASE_METHOD(Desk, "each call of a command fails in turn: refused as a whole, and the next one is kept") {
  const auto fault = GENERATE(Fault::full, Fault::short_write, Fault::io_error);
  const bool lasting = GENERATE(false, true);
  std::int64_t id = 0, kept = 0;
  bool reached = true;
  int refused = 0;
  for (int n = 1; reached; ++n) {
    INFO("call " << n);
    disk.fail_at(n, fault, lasting);
    const auto answer = put(++id);
    reached = disk.failed();
    if (answer.ok()) {
      ++kept;   // the disk was well again before anybody noticed, or the call was not needed for the promise
    } else {
      ++refused;
      CHECK(answer.error().kind == ErrorKind::unavailable);
      CHECK(answer.error().code == (fault == Fault::io_error ? "STORE_UNAVAILABLE" : "STORE_FULL"));
      CHECK(answer.error().retry_after_s > 0);
      CHECK_FALSE(answer.error().text.ar.empty());
      CHECK_FALSE(store->healthy());
    }
    disk.heal();
    REQUIRE(count().ok());
    CHECK(*count() == 3 * kept);
    REQUIRE(put(++id).ok());
    CHECK(store->healthy());
    CHECK(*count() == 3 * ++kept);
  }
  CHECK(refused >= 3);
  CHECK(*store->read<std::string>([](Db& db) -> Result<std::string> { return db.one<std::string>("PRAGMA integrity_check").value(); }) == "ok");
}

TEST_CASE_METHOD(Desk, "each call of a start fails in turn: it gives up, and the next start finds everything") {
  for (std::int64_t id = 1; id <= 5; ++id) REQUIRE(put(id).ok());
  bool reached = true;
  int given_up = 0;
  for (int n = 1; reached; ++n) {
    INFO("call " << n);
    store.reset();
    disk.fail_at(n, Fault::io_error, false);
    try {
      store = fresh();
    } catch (const std::exception&) {
      ++given_up;
    }
    reached = disk.failed();
    disk.heal();
    if (!store) store = fresh();
    CHECK(*count() == 15);
  }
  CHECK(given_up >= 10);
}

TEST_CASE_METHOD(Desk, "each call of a read fails in turn: refused, and no place among the readers is lost") {
  for (std::int64_t id = 1; id <= 5; ++id) REQUIRE(put(id).ok());
  bool reached = true;
  int refused = 0;
  for (int n = 1; reached; ++n) {
    INFO("call " << n);
    store.reset();   // so that readers have nothing in memory yet
    store = fresh();
    disk.fail_at(n, Fault::io_error, true);
    for (int i = 0; i < 12; ++i) {   // more often than there are readers
      const auto answer = count();
      if (answer.ok()) continue;
      ++refused;
      CHECK(answer.error().code == "STORE_UNAVAILABLE");
    }
    reached = disk.failed();
    disk.heal();
    for (int i = 0; i < 12; ++i) CHECK(*count() == 15);
  }
  CHECK(refused >= 12);
}

TEST_CASE_METHOD(Desk, "the storage failed and the command did not notice: nothing of it is kept") {
  REQUIRE(put(1).ok());
  const auto careless = store->write<Done>([&](Db& db) -> Result<Done> {
    db.execute("insert into note (id, text) values (2, 'before')");
    disk.fail_at(1, Fault::io_error, false);
    try {
      // More than fits into the cache, so that it is written before the commit.
      for (int i = 100; i < 5'000; ++i) db.execute("insert into note (id, text) values (:i, :t)", {std::int64_t{i}, std::string(3'000, 'y')});
    } catch (const std::exception&) {
    }
    CHECK(disk.failed());
    try {
      db.execute("insert into note (id, text) values (3, 'after')");
    } catch (const std::exception&) {
    }
    return Done{};
  });
  REQUIRE_FALSE(careless.ok());
  CHECK(careless.error().code == "STORE_UNAVAILABLE");
  CHECK(*count("select count(*) from note") == 1);
  CHECK(put(2).ok());
}

TEST_CASE_METHOD(Desk, "a store that nobody writes to any more finds out by itself that the disk is well again") {
  disk.fail_at(1, Fault::full, true);
  REQUIRE_FALSE(put(1).ok());
  CHECK_FALSE(store->healthy());
  REQUIRE(count().ok());   // reading goes on
  disk.heal();
  CHECK(await([&] { return store->healthy(); }));
  CHECK(put(1).ok());
}
