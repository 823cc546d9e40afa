// O-11: the schemas of a stopped suite as a step of its own.
#include <algorithm>
#include <random>

#include "platform/store/db.h"
#include "tests/harness/ctl.h"
#include "tests/harness/procedure.h"
#include "tests/operations/previous.h"

using namespace shopper::test;
namespace fs = std::filesystem;

namespace {

std::int64_t steps_of(const fs::path& store) {
  shopper::store::Db db("sqlite://" + store.string(), shopper::store::Access::read_only);
  return db.one<std::int64_t>("select count(*) from schema_migration").value();
}

// The first service for which something is pending, and its first step.
std::pair<std::string, std::string> pending_in(const std::string& status) {
  const std::string says = ": would apply ";
  const auto at = status.find(says);
  REQUIRE(at != std::string::npos);
  const auto line = status.rfind('\n', at) + 1;
  const auto end = status.find_first_of(",\n", at);
  return {status.substr(line, at - line), status.substr(at + says.size(), end - at - says.size())};
}

void run_sql(const fs::path& store, const std::string& sql) { shopper::store::Db("sqlite://" + store.string(), shopper::store::Access::read_write).script(sql); }

}  // namespace

TEST_CASE("O-11 migrate tells what it would do, does it once, and the suite starts on it", "[migrate]") {
  Ctl ctl;
  const auto data = ctl.place("suite");
  CHECK(ctl.run({"migrate"}) == 2);
  CHECK(ctl.run({"migrate", "--data", data.string()}) == 1);
  CHECK(ctl.err.find("there is no suite in") != std::string::npos);
  lay_out_previous(data);
  CHECK(ctl.run({"migrate", "--status", "--data", data.string()}) == 0);
  const auto [service, step] = pending_in(ctl.out);
  const auto store = data / "store" / (service + ".db");
  const auto steps = steps_of(store);
  CHECK(ctl.out.find("registration: has platform/0001_platform, registration/0001_registration\n") != std::string::npos);
  CHECK(ctl.run({"migrate", "--status", "--data", data.string()}) == 0);
  CHECK(steps_of(store) == steps);
  CHECK(ctl.run({"migrate", "--data", data.string()}) == 0);
  CHECK(ctl.out.find(service + ": applied " + step + "\n") != std::string::npos);
  CHECK(steps_of(store) > steps);
  CHECK(ctl.run({"migrate", "--data", data.string()}) == 0);
  CHECK(ctl.out.find("applied") == std::string::npos);
  Harness harness(Harness::At{data});
  expect(200, harness.as("analyst").get(previous_facts()["evaluation"].get<std::string>()));
  // Now services run on them.
  CHECK(ctl.run({"migrate", "--status", "--data", data.string()}) == 0);
  CHECK(std::count(ctl.out.begin(), ctl.out.end(), '(') == 5);
  CHECK(ctl.run({"migrate", "--data", data.string()}) == 1);
  CHECK(ctl.err.find("registration: STORE_IN_USE: another process already uses the store") != std::string::npos);
  CHECK(ctl.err.find("nothing was applied") != std::string::npos);
  CHECK(ctl.run({"--language", "ar", "migrate", "--data", data.string()}) == 1);
  CHECK(ctl.err.find("registration: STORE_IN_USE: عملية أخرى") != std::string::npos);
}

TEST_CASE("R-16 migrations of real processes, killed fifty times, come out whole", "[migrate]") {
  Ctl ctl;
  const auto data = ctl.place("suite"), scratch = ctl.place("killed"), store = scratch / "store.db";
  lay_out_previous(data);
  CHECK(ctl.run({"migrate", "--status", "--data", data.string()}) == 0);
  const auto [service, step] = pending_in(ctl.out);
  const auto steps = steps_of(data / "store" / (service + ".db"));
  std::mt19937_64 random(shopper::testing::seed("killed migrations"));
  const auto setting = "SHOPPER_STORE=sqlite://" + store.string();
  const auto program = Harness::program("shopper-" + service).string();
  const auto left = [&] {
    shopper::store::Db db("sqlite://" + store.string(), shopper::store::Access::read_write);
    CHECK(db.one<std::string>("PRAGMA integrity_check(1)") == "ok");
    return std::pair(db.one<std::int64_t>("select count(*) from schema_migration").value(), db.one<std::int64_t>("select count(*) from outbox").value());
  };
  int killed = 0, undone = 0;
  for (int tried = 0; killed < 50 && tried < 500; ++tried) {
    fs::remove_all(scratch);
    fs::create_directories(scratch);
    for (const auto* file : {"", "-wal"})
      if (const auto from = data / "store" / (service + ".db" + file); fs::exists(from)) fs::copy_file(from, store.string() + file);
    const auto before = left();
    const auto patience_us = std::to_string(1'000'000 + random() % 60'000);   // from its start on
    const auto patience_s = "0." + patience_us.substr(1);
    const int code = Process("/usr/bin/env", {setting, "timeout", "-s", "KILL", patience_s, program, "--migrate"}, ctl.place("log")).wait();
    killed += code == 0 ? 0 : 1;
    const auto after = left();
    CHECK(after.second == before.second);
    CHECK((after.first == before.first || after.first > steps));
    undone += after.first == before.first ? 1 : 0;
    CHECK(Process("/usr/bin/env", {setting, program, "--migrate"}, ctl.place("log")).wait() == 0);
    CHECK(left().first > steps);
  }
  CHECK(killed == 50);
  INFO(undone << " were killed before the commit");
}

TEST_CASE("O-11 a store that this program must not touch stops the whole migration, and a start", "[migrate]") {
  Ctl ctl;
  const auto refuses = [&](const std::string& name, const std::string& code, const std::function<void(const fs::path&)>& harm) {
    const auto data = ctl.place(name);
    lay_out_previous(data);
    harm(data / "store");
    const auto steps = steps_of(data / "store" / "recommendation.db");
    for (const auto& words : std::vector<std::vector<std::string>>{{"migrate", "--status"}, {"migrate"}}) {
      auto line = words;
      line.insert(line.end(), {"--data", data.string()});
      CHECK(ctl.run(line) == 1);
      INFO(ctl.err);
      CHECK(ctl.err.find("registration: " + code + ": ") != std::string::npos);
    }
    CHECK(ctl.err.find("nothing was applied") != std::string::npos);
    CHECK(steps_of(data / "store" / "recommendation.db") == steps);
    std::string reason;
    try {
      Harness harness(Harness::At{data});
    } catch (const std::exception& failure) {
      reason = failure.what();
    }
    INFO(reason);
    CHECK(reason.find("registration ended while starting (code 78)") != std::string::npos);
  };
  refuses("newer", "STORE_NEWER", [](const fs::path& stores) { run_sql(stores / "registration.db", "insert into schema_migration values ('registration', '0099_future', 'x')"); });
  refuses("changed", "MIGRATION_CHANGED", [](const fs::path& stores) { run_sql(stores / "registration.db", "update schema_migration set sha256 = 'x' where component = 'registration'"); });
  refuses("another", "STORE_OF_ANOTHER", [](const fs::path& stores) { fs::copy_file(stores / "selection.db", stores / "registration.db", fs::copy_options::overwrite_existing); });
  refuses("damaged", "STORE_DAMAGED", [](const fs::path& stores) { write_file(stores / "registration.db", std::string(20'000, 'x')); });
}
