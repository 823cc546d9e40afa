// the power goes while a store is migrated, at every call of the disk in turn: it comes out as before or after, and the next start ends it.
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "evaluation/store/evaluation_store.h"
#include "identity/store/identity_store.h"
#include "platform/store/schema.h"
#include "platform/store/store.h"
#include "recommendation/store/recommendation_store.h"
#include "registration/store/registration_store.h"
#include "selection/store/selection_store.h"
#include "tests/faults/report.h"
#include "tests/faults/simulated/disk.h"
#include "tests/support/temporary.h"

using namespace shopper;
using shopper::testing::Disk;
using shopper::testing::Random;
using store::Migration;

namespace {

constexpr int cuts_least = 50;

struct Migrated {
  std::string service;
  std::vector<Migration> migrations;
};

std::string previous(const std::string& service) {
  std::ifstream file(std::string(SHOPPER_SOURCE_DIR) + "/tests/operations/previous/" + service + ".sql");
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A further step, of everything a step may do: to tables that have rows, in many statements.
Migration further(const std::vector<Migration>& before) {
  const auto number = std::to_string(before.size() + 1);
  return {"000" + number + "_further",
          "create table further (id integer primary key, text text not null) strict;"
          "insert into further (text) select payload from outbox;"
          "alter table feed_cursor add column further text not null default 'x';"
          "update feed_cursor set further = log_id;"
          "create index further_text on further (text);"
          "drop index audit_subject;"
          "create index audit_subject on audit (subject, sequence, actor);"
          "create trigger further_no_delete before delete on further begin select raise(abort, 'append-only'); end;"
          "insert into further (text) select actor from audit;"};
}

// Everything in the store, schema and rows; what a start itself writes is left out.
std::string everything_in(store::Db& db) {
  std::string all;
  for (auto& [name, sql] : db.all<std::string, std::string>("select name, coalesce(sql, '') from sqlite_master order by type, name")) all += name + ": " + sql + "\n";
  for (auto& [table] : db.all<std::string>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")) {
    std::string row;
    for (auto& [column] : db.all<std::string>("select name from pragma_table_info('" + table + "')")) row += (row.empty() ? "quote(\"" : "||','||quote(\"") + column + "\")";
    for (auto& [text] : db.all<std::string>("select " + row + " from \"" + table + "\" order by 1")) all += table + " " + text + "\n";
  }
  return all;
}

class Trial {
 public:
  // `bare`: the steps are carried out without a transaction around them, as nobody should.
  explicit Trial(Migrated migrated, bool bare = false) : migrated_(std::move(migrated)), bare_(bare) {
    Disk::empty();
    {
      store::Db db(url(), store::Access::read_write);
      db.script(previous(migrated_.service));
      db.truncate_log();
    }
    image_ = disk_.image();
    before_ = contents();
    migrated_.migrations.push_back(further(migrated_.migrations));
    migrate();
    after_ = contents();
    REQUIRE(before_ != after_);
  }
  ~Trial() { disk_.restore({}); }

  // The power goes with the n-th call of the migration; false when there are not so many. `wrong` is what does not hold then.
  bool cut(int n, Random& random, std::string& wrong) {
    disk_.restore(image_);
    disk_.cut_at(n);
    try {
      migrate();
    } catch (const std::exception& failure) {
      if (!disk_.off()) wrong = std::string("without a cut: ") + failure.what();
    }
    const bool reached = disk_.off();
    if (reached) disk_.power_on(random);
    else disk_.cut_at(0);
    try {
      const auto found = contents();
      if (found != before_ && found != after_) wrong = "half migrated";
      if (!reached && found != after_) wrong = "not migrated";
      migrate();
      if (contents() != after_) wrong = "the next start does not end it";
    } catch (const std::exception& failure) {
      wrong = std::string("does not open: ") + failure.what();
    }
    return reached;
  }

 private:
  std::string url() const { return directory_.url(migrated_.service + ".db"); }
  void migrate() {
    if (bare_) return store::Db(url(), store::Access::read_write).script(migrated_.migrations.back().sql);
    store::migrate_schema(url(), migrated_.service, migrated_.migrations, [](const std::string&) {});
  }
  std::string contents() {
    store::Db db(url(), store::Access::read_write);
    if (db.one<std::string>("PRAGMA integrity_check(1)") != "ok") return "damaged";
    return everything_in(db);
  }

  Migrated migrated_;
  const bool bare_;
  const shopper::testing::TemporaryDirectory directory_;   // of the lock file; all else lies on the simulated disk
  Disk& disk_ = Disk::instance();
  Disk::Image image_;
  std::string before_, after_;
};

void survives(const Migrated& migrated) {
  Random random(shopper::testing::seed(("migrations of " + migrated.service).c_str()));
  Trial trial(migrated);
  int cuts = 0;
  const auto once = [&](int n) {
    std::string wrong;
    const bool reached = trial.cut(n, random, wrong);
    INFO("cut with call " << n);
    CHECK(wrong == "");
    cuts += reached ? 1 : 0;
    return reached;
  };
  // Every call in turn, which is also between each two statements; then again at random ones, for what survives of a cut is drawn anew.
  int calls = 1;
  while (once(calls)) ++calls;
  REQUIRE(calls > 10);
  while (cuts < std::max(cuts_least, 2 * calls)) once(1 + static_cast<int>(random() % static_cast<std::uint64_t>(calls - 1)));
  shopper::testing::tell_figures("migrations: " + migrated.service + ": " + std::to_string(cuts) + " cuts at " + std::to_string(calls - 1) + " calls, none half");
}

}  // namespace

TEST_CASE("R-16 registration is migrated whole or not at all, wherever the power goes", "[cuts]") { survives({"registration", registration::migrations()}); }
TEST_CASE("R-16 selection is migrated whole or not at all, wherever the power goes", "[cuts]") { survives({"selection", selection::migrations()}); }
TEST_CASE("R-16 evaluation is migrated whole or not at all, wherever the power goes", "[cuts]") { survives({"evaluation", evaluation::migrations()}); }
TEST_CASE("R-16 recommendation is migrated whole or not at all, wherever the power goes", "[cuts]") { survives({"recommendation", recommendation::migrations()}); }
TEST_CASE("R-16 identity is migrated whole or not at all, wherever the power goes", "[cuts]") { survives({"identity", identity::migrations()}); }

TEST_CASE("R-16 the harness has teeth, steps without a transaction are found half done", "[cuts]") {
  Random random(shopper::testing::seed("bare migrations"));
  Trial trial({"identity", identity::migrations()}, true);
  int half = 0;
  std::string wrong;
  for (int n = 1; trial.cut(n, random, wrong); ++n) half += wrong.empty() ? 0 : 1;
  CHECK(half > 3);
}
