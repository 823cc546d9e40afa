#include "platform/store/mapping.h"

#include <catch2/catch.hpp>

#include "platform/store/store.h"
#include "tests/support/temporary.h"

using namespace shopper;

namespace shopper {
SHOPPER_ENUM(Mood, calm, very_busy)
struct Row {
  std::string id;
  std::int64_t version = 1;
  double weight = 0;
  bool on = false;
  Mood mood = Mood::calm;
  Instant at;
  Date from;   // a keyword of SQL as a name
  RawJson raw;
  std::optional<int> maybe;
  std::optional<std::string> word;
  std::vector<std::string> tags;
  std::map<std::string, int> counts;
  friend bool operator==(const Row&, const Row&) = default;
  SHOPPER_FIELDS(Row, id, version, weight, on, mood, at, from, raw, maybe, word, tags, counts)
};
namespace store {
template <>
struct Table<Row> {
  static constexpr const char* name = "thing";
};
}  // namespace store
}  // namespace shopper

namespace {
const std::vector<store::Migration> schema{{"0001_thing",
                                            "create table thing (id text primary key, version integer not null, weight real not null, \"on\" integer not null, "
                                            "mood text not null, at integer not null, \"from\" text not null, raw text not null, maybe integer, word text, "
                                            "tags text not null, counts text not null) strict;"}};
Row sample(const std::string& id) {
  return {id, 9'007'199'254'740'993, 0.1, true, Mood::very_busy, Instant{5}, {2022, 6, 6}, {R"({"b": 1})"}, 0, "", {"é", "'; drop table thing; --"}, {{"k", -1}}};
}
}  // namespace

TEST_CASE("rows are written and read by field name, whatever they hold") {
  const testing::TemporaryDirectory directory;
  store::Store store({directory.url("s.db"), "test", schema});
  const auto written = store.write<Done>([&](store::Db& db) -> Result<Done> {
    db.insert(sample("a"));
    Row bare;
    bare.id = "b";
    db.insert(bare);
    CHECK(db.find<Row>("id = :i", {std::string("a")}) == sample("a"));
    CHECK(db.find<Row>("id = :i", {std::string("b")}) == bare);
    CHECK_FALSE(db.find<Row>("id = :i", {std::string("c")}));

    auto changed = sample("a");
    changed.maybe.reset();
    changed.tags.clear();
    CHECK(db.update(changed));
    CHECK(db.find<Row>("id = :i", {std::string("a")}) == changed);
    CHECK(db.find<Row>("id = :i", {std::string("b")}) == bare);
    CHECK_FALSE(db.update(sample("c")));

    CHECK_FALSE(db.insert_new(sample("a")));
    CHECK(db.find<Row>("id = :i", {std::string("a")}) == changed);
    CHECK(db.insert_new(sample("c")));
    db.upsert(bare);
    db.upsert(sample("d"));
    std::vector<std::string> ids;
    for (const auto& row : db.list<Row>("where id > :a order by id desc limit :n", {std::string("a"), std::int64_t{2}})) ids.push_back(row.id);
    CHECK(ids == std::vector<std::string>{"d", "c"});
    CHECK(db.one<std::int64_t>("select count(*) from thing") == 4);
    const auto pair = db.one<std::string, std::optional<std::int64_t>>("select id, maybe from thing where id = 'a'");
    REQUIRE(pair);
    CHECK_FALSE(std::get<1>(*pair));
    return Done{};
  });
  CHECK(written.ok());
}

TEST_CASE("an answer kept at a version is computed again at another, for readers too, and after a rollback") {
  const testing::TemporaryDirectory directory;
  store::Store store({directory.url("s.db"), "test", {{"0001_thing", "create table counted (version integer not null) strict; insert into counted values (1);"}}});
  int computed = 0;
  const auto ask = [&](store::Db& db, const std::string& key) {
    const auto version = db.one<std::int64_t>("select version from counted").value();
    return db.kept_at<std::string>(version, key, [&] {
      ++computed;
      return key + std::to_string(db.one<std::int64_t>("select version from counted").value());
    });
  };
  const auto read = [&](const std::string& key) { return *store.read<std::string>([&](store::Db& db) -> Result<std::string> { return ask(db, key); }); };
  const auto count = [&](bool keep, const std::string& seen) {
    return store.write<Done>([&](store::Db& db) -> Result<Done> {
      db.execute("update counted set version = version + 1");
      CHECK(ask(db, "a") == seen);
      if (!keep) return conflict("NO", {});
      return Done{};
    }).ok();
  };
  CHECK(read("a") == "a1");
  CHECK(read("a") == "a1");
  CHECK(computed == 1);
  CHECK(read("b") == "b1");
  CHECK(count(true, "a2"));
  CHECK(read("a") == "a2");
  CHECK_FALSE(count(false, "a3"));
  CHECK(read("a") == "a2");
  computed = 0;
  CHECK(count(true, "a3"));   // another version 3 than the one that was taken back
  CHECK(computed == 1);
  for (int i = 0; i < 100; ++i) CHECK(read(std::to_string(i)) == std::to_string(i) + "3");
}

// What the writer keeps of rows that change seldom is never older than what it would read.
TEST_CASE("kept rows are as the table is") {
  const testing::TemporaryDirectory directory;
  auto with_trigger = schema;
  with_trigger.push_back({"0002_trigger", "create table owner (id text primary key) strict; create table owned (id text primary key references owner (id) on delete cascade) strict;"
                                          "create trigger owner_renames after insert on owner begin update thing set version = version + 1 where id = 'a'; end;"});
  store::Store store({directory.url("s.db"), "test", with_trigger});
  const auto kept = [](store::Db& db, const std::string& id) { return db.find_kept<Row>("id = :i", {id}); };
  const auto read = [](store::Db& db, const std::string& id) { return db.find<Row>("id = :i", {id}); };
  const auto write = [&](const std::function<bool(store::Db&)>& work) {
    return store.write<Done>([&](store::Db& db) -> Result<Done> {
      if (!work(db)) return conflict("NO", {});
      return Done{};
    });
  };
  CHECK(write([&](store::Db& db) {
          CHECK_FALSE(kept(db, "a"));
          db.insert(sample("a"));
          CHECK(kept(db, "a") == sample("a"));
          CHECK_FALSE(kept(db, "b"));
          return true;
        }).ok());
  SECTION("after a change") {
    CHECK(write([&](store::Db& db) {
            auto changed = sample("a");
            changed.weight = 7;
            db.update(changed);
            CHECK(kept(db, "a") == changed);
            db.execute("update thing set weight = 8");
            CHECK(kept(db, "a") == read(db, "a"));
            db.script("update thing set weight = 9");
            CHECK(kept(db, "a") == read(db, "a"));
            db.execute("delete from thing");
            CHECK_FALSE(kept(db, "a"));
            return true;
          }).ok());
  }
  SECTION("after a change by a trigger") {
    CHECK(write([&](store::Db& db) {
            CHECK(kept(db, "a") == sample("a"));
            db.execute("insert into owner (id) values ('o')");
            CHECK(kept(db, "a") == read(db, "a"));
            CHECK(kept(db, "a")->version == sample("a").version + 1);
            return true;
          }).ok());
  }
  SECTION("after what a foreign key does") {
    CHECK(write([&](store::Db& db) {
            const auto owned = [&] { return db.kept<std::int64_t>("owned", "count", [&] { return db.one<std::int64_t>("select count(*) from owned").value(); }); };
            db.execute("insert into owner (id) values ('o')");
            db.execute("insert into owned (id) values ('o')");
            CHECK(owned() == 1);
            db.execute("delete from owner where id = 'o'");
            CHECK(owned() == 0);
            return true;
          }).ok());
  }
  SECTION("after a refusal, alone and in a group") {
    const bool alone = GENERATE(true, false);
    const auto refused = [&](store::Db& db) {
      db.execute("update thing set weight = 7");
      CHECK(kept(db, "a")->weight == 7);
      return false;
    };
    bool seen = false;
    const auto looks = [&](store::Db& db) {
      CHECK(kept(db, "a") == sample("a"));
      return seen = true;
    };
    if (alone) {
      CHECK_FALSE(write(refused).ok());
      CHECK(write(looks).ok());
    } else {
      std::vector<store::Write> group{{refused}, {looks}};
      store.write_all(group);
    }
    CHECK(seen);
  }
  SECTION("readers look") {
    const auto weight = [&] { return *store.read<double>([&](store::Db& db) -> Result<double> { return kept(db, "a")->weight; }); };
    CHECK(weight() == 0.1);
    CHECK(write([&](store::Db& db) { return db.execute("update thing set weight = 7") == 1; }).ok());
    CHECK(weight() == 7);
  }
}
