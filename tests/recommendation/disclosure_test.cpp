#include <catch2/catch.hpp>

#include "tests/recommendation/world.h"

using namespace shopper;
using namespace shopper::recommendation;
using namespace shopper::recommendation::testing;

namespace {

const Disclosure by_five{5, 5, DisclosurePeriod::month};

struct Withholding : World {
  Withholding() : World(by_five) {}
  void publish_on(const std::string& day) {
    now = at(day + "T03:00:00+03:00");
    REQUIRE(store.write<Done>([&](store::Db& db) -> Result<Done> {
                   Unit unit(db, now, Actor{"recommendation", {"service"}, "", "en", "", {}});
                   return publish_results(unit, disclosure);
                 }).ok());
  }
  void visit(const std::string& id, const std::string& branch, const std::string& volunteer, double score = 0.43) {
    auto payload = result(id, "moi", score, volunteer);
    payload["branch_id"] = branch;
    REQUIRE(release(payload).empty());
  }
};

Fact fact(const std::string& branch, const std::string& volunteer, const std::string& month = "2022-06") {
  Fact f;
  f.branch_id = branch;
  f.volunteer = volunteer;
  f.visited_on = month;
  f.service_id = "s";
  f.channel = "visit";
  return f;
}

}  // namespace

TEST_CASE("PRV-06 a group too small for one level of detail is merged upwards, or waits") {
  std::vector<Fact> facts;
  for (int i = 0; i < 5; ++i) facts.push_back(fact("large", "v" + std::to_string(i)));
  for (int i = 0; i < 3; ++i) facts.push_back(fact("small", "v" + std::to_string(i)));
  CHECK(details_of(pointers(facts), by_five) == std::vector<Detail>{Detail::place, Detail::place, Detail::place, Detail::place, Detail::place,
                                                                       Detail::withheld, Detail::withheld, Detail::withheld});
  for (int i = 3; i < 5; ++i) facts.push_back(fact("smaller", "v" + std::to_string(i)));
  auto details = details_of(pointers(facts), by_five);
  CHECK(std::count(details.begin(), details.end(), Detail::service) == 5);
  for (auto& f : facts)
    if (f.branch_id == "smaller") f.visited_on = "2022-05";
  details = details_of(pointers(facts), by_five);
  CHECK(std::count(details.begin(), details.end(), Detail::scores) == 5);
  for (auto& f : facts) f.volunteer = "one";   // many reports of one person are that person's
  details = details_of(pointers(facts), by_five);
  CHECK(std::count(details.begin(), details.end(), Detail::withheld) == 10);
}

TEST_CASE("PRV-01 a row shows judgements in steps, and nothing of what was measured: the queue's log would name the visitor") {
  Fact f = fact("hq", "v");
  f.shown = Detail::place;
  f.items = {{"minutes", "waiting", 0.43, true}, {"welcome", "staff", 0.43, false}};
  f.score = 0.43;
  f.judged_score = 0.72;
  const auto row = row_as_shown(f);
  CHECK_FALSE(row.items[0].score);
  CHECK(row.items[0].measured);
  CHECK(*row.items[1].score == Approx(0.5));
  CHECK(*row.score == Approx(0.7));
  f.judged_score = std::nullopt;
  CHECK_FALSE(row_as_shown(f).score);
  CHECK(*as_shown(f).items[0].score == Approx(0.43));   // figures of many are made of it still
  CHECK(Disclosure{}.min_volunteers == 8);
}

TEST_CASE("PRV-01 periods begin with the month, or on Sunday, and are shown when they are over") {
  CHECK(period_of({2022, 6, 30}, DisclosurePeriod::month) == "2022-06-01");
  CHECK(period_of({2022, 6, 9}, DisclosurePeriod::week) == "2022-06-05");
  CHECK(period_of({2022, 6, 5}, DisclosurePeriod::week) == "2022-06-05");
  CHECK_FALSE(period_over("2022-06-01", {2022, 6, 30}, DisclosurePeriod::month));
  CHECK(period_over("2022-06-01", {2022, 7, 1}, DisclosurePeriod::month));
}

TEST_CASE_METHOD(Withholding, "PRV-01 an entity is shown results of a period together, when it is over, in company of others; the team sees them at once") {
  for (int i = 0; i < 6; ++i) visit("a" + std::to_string(i), "hq", "v" + std::to_string(i));
  visit("lonely", "wk", "v0");
  CHECK(results(analyst()).items.size() == 7);
  const Actor system{"client", {"integration"}, "moi", "en", "", {}};
  publish_on("2022-07-31");
  CHECK(results(officer("moi")).items.empty());
  CHECK(scores(officer("moi")).overall.n == 0);
  CHECK(code_of(as(officer("moi"), file_appeal, FileAppeal{uuid("a0"), "too early"})) == "NOT_FOUND");
  publish_on("2022-08-01");
  const auto seen = results(officer("moi")).items;
  REQUIRE(seen.size() == 6);
  for (const auto& one : seen) {
    CHECK(one.branch_id == "hq");
    CHECK(*one.score == Approx(0.4));
    CHECK(*one.items[0].score == Approx(0.5));
  }
  CHECK(scores(officer("moi")).overall.n == 6);
  CHECK(scores(system).overall.n == 6);
  CHECK(code_of(as(system, get_scores, GetScores{programme_id, "entity", "moe", "", ""})) == "NOT_FOUND");
  CHECK(scores(analyst()).overall.n == 7);
  CHECK(code_of(as(officer("moi"), file_appeal, FileAppeal{uuid("lonely"), "whose?"})) == "NOT_FOUND");
  CHECK(as(officer("moi"), file_appeal, FileAppeal{uuid("a0"), "The counter was closed"}).ok());

  // Later ones make company for what was left; what was decided stays.
  for (int i = 1; i < 5; ++i) visit("b" + std::to_string(i), "wk", "v" + std::to_string(i));
  publish_on("2022-08-31");
  CHECK(results(officer("moi")).items.size() == 6);
  publish_on("2022-09-01");
  CHECK(results(officer("moi")).items.size() == 11);
}

TEST_CASE_METHOD(Withholding, "PRV-01 a finding shows its entity neither which results it stands on nor their exact number") {
  for (int i = 0; i < 3; ++i) visit("a" + std::to_string(i), "hq", "v" + std::to_string(i));
  found("moi", "a1");
  const auto finding = as(officer("moi"), get_finding, ById{uuid("finding moi")});
  REQUIRE(finding.ok());
  CHECK(finding->evidence.empty());
  CHECK(finding->n == 0);
  CHECK(finding->score == 0);
  CHECK(as(analyst(), get_finding, ById{uuid("finding moi")})->evidence.size() == 1);
}
