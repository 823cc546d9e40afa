#include "platform/store/store.h"

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "platform/usecase/unit.h"
#include "tests/support/temporary.h"

using namespace shopper;
using store::Db;
using store::Store;
using testing::TemporaryDirectory;

namespace {

const std::vector<store::Migration> schema{{"0001_note", "create table note (id integer primary key, text text not null) strict;"}};

Result<Done> put(Store& store, std::int64_t id) {
  return store.write<Done>([id](Db& db) -> Result<Done> {
    db.execute("insert into note (id, text) values (:i, 'x')", {id});
    return Done{};
  });
}
std::int64_t count(Store& store) {
  return *store.read<std::int64_t>([](Db& db) -> Result<std::int64_t> { return db.one<std::int64_t>("select count(*) from note").value(); });
}
struct Said {
  std::string what;
  SHOPPER_FIELDS(Said, what)
};
Result<Done> say(Store& store, const std::string& what) {
  return store.write<Done>([&](Db& db) -> Result<Done> {
    Unit unit(db, Instant{1'000'000}, {});
    unit.emit("said", "somebody", Said{what});
    return Done{};
  });
}

}  // namespace

TEST_CASE("many threads: each command is kept or undone by itself, whatever its group does") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  constexpr int threads = 16, each = 40;
  std::atomic<int> wrong{0};
  std::vector<std::thread> crowd;
  for (int t = 0; t < threads; ++t)
    crowd.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        const std::int64_t id = t * each + i;
        const auto answer = store.write<std::int64_t>([&](Db& db) -> Result<std::int64_t> {
          db.execute("insert into note (id, text) values (:i, 'x')", {id});
          if (id % 3 == 1) return conflict("NO", {});
          if (id % 3 == 2) throw std::runtime_error("a bug with a secret in it");
          return id;
        });
        const bool as_expected = id % 3 == 0   ? answer.ok() && *answer == id
                                 : id % 3 == 1 ? !answer.ok() && answer.error().code == "NO"
                                               : !answer.ok() && answer.error().kind == ErrorKind::internal && answer.error().text.en.find("secret") == std::string::npos;
        if (!as_expected) ++wrong;
      }
    });
  for (auto& thread : crowd) thread.join();
  CHECK(wrong == 0);
  const auto ids = store.read<std::set<std::int64_t>>([](Db& db) -> Result<std::set<std::int64_t>> {
    std::set<std::int64_t> all;
    for (auto& [id] : db.all<std::int64_t>("select id from note")) all.insert(id);
    return all;
  });
  std::set<std::int64_t> expected;
  for (int id = 0; id < threads * each; id += 3) expected.insert(id);
  CHECK(*ids == expected);
  CHECK(store.healthy());
}

TEST_CASE("a command alone in its group is undone too, and the next one works") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  CHECK_FALSE(store.write<Done>([](Db& db) -> Result<Done> {
    db.execute("insert into note (id, text) values (1, 'x')");
    return conflict("NO", {});
  }).ok());
  CHECK_FALSE(store.write<Done>([](Db& db) -> Result<Done> {
    db.execute("insert into note (id, text) values (2, 'x')");
    db.execute("insert into note (id, text) values (2, 'x')");
    return Done{};
  }).ok());
  CHECK(count(store) == 0);
  CHECK(put(store, 2).ok());
  CHECK(count(store) == 1);
}

TEST_CASE("what was erased is out of the log before the next command begins") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  for (int i = 1; i <= 40; i += 2) {
    REQUIRE(store.write<Done>([&](Db& db) -> Result<Done> {
                   db.execute("insert into note (id, text) values (:i, 'x')", {i});
                   db.note_erasure();
                   return Done{};
                 }).ok());
    std::uintmax_t log_bytes = 1;
    REQUIRE(store.write<Done>([&](Db&) -> Result<Done> {
                   log_bytes = std::filesystem::file_size(directory.file("s.db-wal"));
                   return Done{};
                 }).ok());
    CHECK(log_bytes == 0);
  }
}

TEST_CASE("a reader sees one snapshot and cannot write") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  REQUIRE(put(store, 1).ok());
  const auto seen = store.read<Done>([&](Db& db) -> Result<Done> {
    CHECK(db.one<std::int64_t>("select count(*) from note") == 1);
    CHECK(put(store, 2).ok());   // a writer does not wait for readers
    CHECK(db.one<std::int64_t>("select count(*) from note") == 1);
    CHECK(db.read_only());
    CHECK_THROWS(db.execute("insert into note (id, text) values (3, 'x')"));
    return Done{};
  });
  CHECK(seen.ok());
  CHECK(count(store) == 2);
  CHECK_THROWS(*store.read<Done>([](Db&) -> Result<Done> { throw std::runtime_error("x"); }));
  for (int i = 0; i < 20; ++i) CHECK(count(store) == 2);   // a failed reader is not lost to the pool
}

TEST_CASE("a statement takes as many values as it says, and gives the columns it is asked for") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  REQUIRE(put(store, 1).ok());
  const auto asked = store.read<Done>([](Db& db) -> Result<Done> {
    // SQLite would take what is missing for null, and find nothing.
    CHECK_THROWS_WITH(db.one<std::int64_t>("select id from note where id = :i and text = :t", {1}), Catch::Contains("2 placeholders was given 1 values"));
    CHECK_THROWS_WITH(db.one<std::int64_t>("select id from note", {1}), Catch::Contains("0 placeholders was given 1 values"));
    CHECK_THROWS_WITH((db.one<std::int64_t, std::int64_t>("select id from note")), Catch::Contains("1 columns is read as 2"));
    CHECK(db.one<std::int64_t>("select id from note where id = :i and text = :t", {1, "x"}) == 1);
    return Done{};
  });
  CHECK(asked.ok());
}

TEST_CASE("one store, one process") {
  const TemporaryDirectory directory;
  auto store = std::make_unique<Store>(store::StoreOptions{directory.url("s.db"), "test", schema});
  CHECK_THROWS_WITH(Store({directory.url("s.db"), "test", schema}), Catch::Contains("another process"));
  store.reset();
  CHECK_NOTHROW(Store({directory.url("s.db"), "test", schema}));
  CHECK_THROWS_WITH(Store({"mysql://x", "test", schema}), Catch::Contains("sqlite://"));
}

TEST_CASE("migrations: applied once, never changed, never taken back") {
  const TemporaryDirectory directory;
  const auto url = directory.url("s.db");
  std::string log_id;
  {
    Store store({url, "test", schema});
    log_id = store.log_id();
    REQUIRE(put(store, 1).ok());
    REQUIRE(say(store, "a").ok());
  }
  auto longer = schema;
  longer.push_back({"0002_more", "alter table note add column more text;"});
  {
    Store store({url, "test", longer});
    CHECK(count(store) == 1);
    CHECK(store.log_id() == log_id);
    CHECK(store.last_sequence() == 1);
  }
  CHECK_THROWS_WITH(Store({url, "test", schema}), Catch::Contains("newer than this program"));
  auto changed = longer;
  changed[0].sql += " ";
  CHECK_THROWS_WITH(Store({url, "test", changed}), Catch::Contains("0001_note was changed"));
  auto broken = longer;
  broken.push_back({"0003_broken", "create table good (a text); create table note (a text);"});
  CHECK_THROWS(Store({url, "test", broken}));
  Store store({url, "test", longer});   // the half-done migration left nothing
  const auto left = store.read<std::int64_t>([](Db& db) -> Result<std::int64_t> { return db.one<std::int64_t>("select count(*) from sqlite_master where name = 'good'").value(); });
  CHECK(*left == 0);
  CHECK(count(store) == 1);
}

TEST_CASE("outbox and audit are append-only") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  REQUIRE(say(store, "a").ok());
  REQUIRE(store.write<Done>([](Db& db) -> Result<Done> {
    Unit(db, Instant{1}, {}).audit("act", "thing", Instant{1});
    return Done{};
  }).ok());
  for (const char* sql : {"update outbox set type = 'x'", "delete from outbox", "update audit set actor = 'x'", "delete from audit"}) {
    INFO(sql);
    CHECK_FALSE(store.write<Done>([&](Db& db) -> Result<Done> {
      db.execute(sql);
      return Done{};
    }).ok());
  }
  CHECK(store.last_sequence() == 1);
}

TEST_CASE("waiting for events ends with the commit, the time, or the end of waits") {
  const TemporaryDirectory directory;
  Store store({directory.url("s.db"), "test", schema});
  CHECK_FALSE(store.wait_for_sequence_after(0, 1));
  std::atomic<bool> woken{false};
  std::thread waiter([&] { woken = store.wait_for_sequence_after(0, 20'000); });
  REQUIRE(say(store, "a").ok());
  waiter.join();
  CHECK(woken);
  CHECK(store.wait_for_sequence_after(0, 0));
  CHECK_FALSE(store.wait_for_sequence_after(1, 1));
  std::thread ended([&] { woken = store.wait_for_sequence_after(1, 60'000); });
  store.end_waits();
  ended.join();
  CHECK_FALSE(woken);
  CHECK(say(store, "b").ok());   // draining still writes
  store.stop();
  const auto refused = say(store, "c");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::unavailable);
}

TEST_CASE("what was acknowledged survives the process being killed") {
  const TemporaryDirectory directory;
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const auto child = ::fork();
  if (child == 0) {
    Store store({directory.url("s.db"), "test", schema});
    for (std::int64_t id = 1;; ++id)
      if (!put(store, id).ok() || ::write(pipe_ends[1], &id, sizeof id) != sizeof id) ::_exit(1);
  }
  ::close(pipe_ends[1]);
  std::int64_t acknowledged = 0;
  while (acknowledged < 50 && ::read(pipe_ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  for (std::int64_t id = 0; ::read(pipe_ends[0], &id, sizeof id) == sizeof id;) acknowledged = id;
  ::close(pipe_ends[0]);
  CHECK(acknowledged >= 50);
  Store store({directory.url("s.db"), "test", schema});
  CHECK(count(store) >= acknowledged);
}
