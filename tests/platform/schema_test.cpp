// O-11: a store's schema looked at, and moved on, by itself.
#include <catch2/catch.hpp>

#include "platform/store/schema.h"
#include "platform/store/store.h"
#include "tests/support/temporary.h"

using namespace shopper;
using shopper::testing::TemporaryDirectory;
using store::Migration;
using Words = std::vector<std::string>;

namespace {

const std::vector<Migration> old_schema{{"0001_note", "create table note (id integer primary key, text text not null) strict;"}};
const std::vector<Migration> new_schema{old_schema[0], {"0002_more", "alter table note add column more text;"}, {"0003_last", "create index note_more on note (more);"}};

// The platform's steps, then those.
Words all_steps(const Words& own) {
  Words steps;
  for (const auto& migration : store::platform_migrations()) steps.push_back("platform/" + migration.name);
  steps.insert(steps.end(), own.begin(), own.end());
  return steps;
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const store::SchemaRefusal& refused) {
    CHECK(refused.text().complete());
    return refused.code();
  }
  return "";
}

std::string bytes_of(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

struct Steps {
  Words told;
  store::StepApplied note() {
    return [this](const std::string& step) { told.push_back(step); };
  }
};

}  // namespace

TEST_CASE("O-11 looking at a schema says what is there and what would come, and changes nothing") {
  const TemporaryDirectory directory;
  const auto url = directory.url("s.db");
  auto outlook = store::look_at_schema(url, "test", new_schema);
  CHECK_FALSE(outlook.exists);
  CHECK(outlook.pending == all_steps({"test/0001_note", "test/0002_more", "test/0003_last"}));
  CHECK_FALSE(std::filesystem::exists(directory.file("s.db")));
  {
    store::Store running({url, "test", old_schema});
    outlook = store::look_at_schema(url, "test", new_schema);
    CHECK(outlook.in_use);
    CHECK(outlook.pending == Words{"test/0002_more", "test/0003_last"});
    CHECK(refusal([&] { store::migrate_schema(url, "test", new_schema, Steps().note()); }) == "STORE_IN_USE");
    REQUIRE(running.write<Done>([](store::Db& db) -> Result<Done> {
      db.execute("insert into note (id, text) values (1, 'x')");
      return Done{};
    }).ok());
  }
  const auto before = bytes_of(directory.file("s.db"));
  outlook = store::look_at_schema(url, "test", new_schema);
  CHECK(outlook.exists);
  CHECK_FALSE(outlook.in_use);
  CHECK(outlook.applied == all_steps({"test/0001_note"}));
  CHECK(outlook.pending == Words{"test/0002_more", "test/0003_last"});
  CHECK(bytes_of(directory.file("s.db")) == before);
  store::Store again({url, "test", old_schema});
}

TEST_CASE("O-11 migrating tells each step, once, and the service goes on from there") {
  const TemporaryDirectory directory;
  const auto url = directory.url("deep/s.db");
  Steps first, second, third;
  CHECK_FALSE(store::migrate_schema(url, "test", old_schema, first.note()).exists);
  CHECK(first.told == all_steps({"test/0001_note"}));
  CHECK(store::migrate_schema(url, "test", new_schema, second.note()).pending == second.told);
  CHECK(second.told == Words{"test/0002_more", "test/0003_last"});
  CHECK(store::migrate_schema(url, "test", new_schema, third.note()).pending.empty());
  CHECK(third.told.empty());
  store::Store store({url, "test", new_schema});
}

TEST_CASE("O-11 a store that is newer, changed, damaged or another's is refused with its code, at a start too, and left as it is") {
  const TemporaryDirectory directory;
  const auto url = directory.url("s.db"), path = directory.file("s.db");
  store::migrate_schema(url, "test", new_schema, Steps().note());
  const auto whole = bytes_of(path);
  const auto everywhere = [&](const std::string& code, const std::string& component, const std::vector<Migration>& schema) {
    const auto before = bytes_of(path);
    CHECK(refusal([&] { store::look_at_schema(url, component, schema); }) == code);
    CHECK(refusal([&] { store::migrate_schema(url, component, schema, Steps().note()); }) == code);
    if (code != "STORE_DAMAGED") CHECK(refusal([&] { store::Store({url, component, schema}); }) == code);
    else CHECK_THROWS(store::Store({url, component, schema}));
    CHECK(bytes_of(path) == before);
  };
  everywhere("STORE_NEWER", "test", old_schema);
  auto elsewhere = new_schema;   // where the store has a step that is not known here, this program has another
  elsewhere[2].name = "0003_other";
  everywhere("STORE_NEWER", "test", elsewhere);
  auto changed = new_schema;
  changed[1].sql += " ";
  everywhere("MIGRATION_CHANGED", "test", changed);
  everywhere("STORE_OF_ANOTHER", "other", old_schema);
  // Root alone can make such a file, and would be the one who is told.
  if (::geteuid() == 0) {
    REQUIRE(::chown(path.c_str(), 10'001, 10'001) == 0);
    CHECK(refusal([&] { store::look_at_schema(url, "test", new_schema); }) == "STORE_OF_ANOTHER_USER");
    CHECK(refusal([&] { store::migrate_schema(url, "test", new_schema, Steps().note()); }) == "STORE_OF_ANOTHER_USER");
    REQUIRE(::chown(path.c_str(), 0, 0) == 0);
  }
  for (const auto& suffix : {"-wal", "-shm"}) std::filesystem::remove(path + suffix);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << std::string(8'192, 'x');
  everywhere("STORE_DAMAGED", "test", new_schema);
  // A page in its middle.
  auto torn = whole;
  REQUIRE(torn.size() > 12'288);
  for (std::size_t i = 8'192; i < 8'192 + 4'096; ++i) torn[i] = '\xff';
  std::ofstream(path, std::ios::binary | std::ios::trunc) << torn;
  CHECK(refusal([&] { store::look_at_schema(url, "test", new_schema); }) == "STORE_DAMAGED");
  CHECK(refusal([&] { store::migrate_schema(url, "test", new_schema, Steps().note()); }) == "STORE_DAMAGED");
}
