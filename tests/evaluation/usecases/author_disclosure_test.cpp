// Breaking the glass: who wrote a report is told for a reason, by two persons, for a day, and everybody concerned hears of it (I-26).
#include <catch2/catch.hpp>

#include "evaluation/usecases/author_disclosures.h"
#include "tests/evaluation/usecases/world.h"
#include "tests/support/lifecycle.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;

namespace {

const std::string reason = "The prosecutor asks in case 17 of 2026 for the author of this report";

Actor administrator(const std::string& who = "admin-1") { return {who, {"administrator"}, "", "en", "", {}}; }
Actor auditor() { return {"auditor-1", {"auditor"}, "", "en", "", {}}; }

struct Glass : World {
  Glass() {
    furnish();
    tell(member("author"));
    tell(member("traveller"));
    report = put(shopper("author"), sheet(crypto::uuid7(now.us / 1000)))->id;
  }
  Result<DisclosureView> request(const Actor& who = administrator(), const std::string& why = reason) { return as(who, request_author_disclosure, RequestDisclosure{id, report, why}); }
  Result<DisclosureView> confirm(const Actor& who = auditor(), std::int64_t version = 1) { return as(who, confirm_author_disclosure, DecideDisclosure{id, reason, version}); }
  Result<DisclosedAuthor> read_author(const Actor& who = administrator()) { return as(who, read_disclosed_author, ById{id}); }

  std::string report;
  std::string id = crypto::uuid7(1);
};

}  // namespace

TEST_CASE("I-26 the author is told to who asked, after a second person agreed, and every step is told") {
  Glass glass;
  const auto asked = glass.request();
  REQUIRE(asked.ok());
  CHECK(asked->state == domain::DisclosureState::requested);
  CHECK(asked->actions == std::vector<std::string>{"confirm", "refuse"});
  CHECK(code_of(glass.read_author()) == "DISCLOSURE_NOT_CONFIRMED");
  REQUIRE(glass.confirm().ok());
  const auto author = glass.read_author();
  REQUIRE(author.ok());
  CHECK(author->shopper == "author");
  REQUIRE(glass.read_author().ok());
  CHECK(glass.as(auditor(), get_author_disclosure, ById{glass.id})->reads == 2);
  std::vector<std::string> steps;
  for (const auto& [subject, payload] : glass.events("author.disclosure")) {
    steps.push_back(payload["step"]);
    CHECK(payload.dump().find("\"author\"") == std::string::npos);   // not who it is
  }
  CHECK(steps == std::vector<std::string>{"requested", "confirmed", "read", "read"});
}

TEST_CASE("I-26 nobody breaks the glass alone, in another's name, without a reason or after its time") {
  Glass glass;
  CHECK(code_of(glass.request(administrator(), "because")) == "FIELDS_INVALID");
  CHECK(fields_of(glass.request(administrator(), "because")) == std::vector<std::string>{"/reason REASON_TOO_SHORT"});
  CHECK(code_of(glass.request(auditor())) == "NOT_FOUND");              // auditors decide, they do not ask
  CHECK(code_of(glass.request(World::analyst())) == "NOT_FOUND");
  auto imported = administrator();
  imported.imported_by = "importer";
  CHECK(code_of(glass.request(imported)) == "IMPORT_FORBIDDEN");
  Actor elsewhere = administrator();
  elsewhere.programmes["administrator"] = {"another programme"};
  CHECK(code_of(glass.request(elsewhere)) == "NOT_FOUND");

  REQUIRE(glass.request().ok());
  CHECK(glass.request().ok());                                         // the same again is the same
  CHECK(code_of(glass.request(administrator("admin-2"))) == "ID_TAKEN");
  CHECK(code_of(glass.confirm(administrator())) == "SECOND_PERSON_NEEDED");
  CHECK(code_of(glass.confirm(World::analyst())) == "NOT_FOUND");
  CHECK(code_of(glass.confirm(auditor(), 7)) == "VERSION_STALE");
  REQUIRE(glass.confirm(administrator("admin-2")).ok());
  CHECK(code_of(glass.confirm(auditor(), 2)) == "WRONG_STATE");
  CHECK(code_of(glass.read_author(administrator("admin-2"))) == "DISCLOSED_TO_ANOTHER");
  CHECK(code_of(glass.read_author(auditor())) == "DISCLOSED_TO_ANOTHER");
  glass.now = glass.now.plus(std::chrono::hours(domain::disclosure_read_hours) - std::chrono::seconds(1));
  CHECK(glass.read_author().ok());
  glass.now = glass.now.plus(std::chrono::seconds(1));
  CHECK(code_of(glass.read_author()) == "DISCLOSURE_EXPIRED");
}

TEST_CASE("I-26 a request that nobody decides ends, and a refused one stays refused") {
  Glass glass;
  REQUIRE(glass.request().ok());
  glass.now = glass.now.plus(std::chrono::hours(domain::disclosure_request_hours));
  CHECK(code_of(glass.confirm()) == "DISCLOSURE_EXPIRED");
  Glass refused;
  REQUIRE(refused.request().ok());
  REQUIRE(refused.as(auditor(), refuse_author_disclosure, DecideDisclosure{refused.id, reason, 1}).ok());
  CHECK(code_of(refused.confirm(auditor(), 2)) == "WRONG_STATE");
  CHECK(code_of(refused.read_author()) == "DISCLOSURE_NOT_CONFIRMED");
}

TEST_CASE("PRV-01 staff see who goes on a mission until there is a report, and no report tells its mission") {
  Glass glass;
  auto mission = glass.as(World::analyst(), create_assignment, glass.mission("traveller"));
  REQUIRE(mission.ok());
  const auto me = World::shopper("traveller");
  const auto accepted = glass.as(me, accept_assignment, ByIdAndVersion{mission->id, mission->version});
  REQUIRE(accepted.ok());
  REQUIRE(glass.as(me, start_assignment, ByIdAndVersion{mission->id, accepted->version}).ok());
  CHECK(glass.as(World::analyst(), get_assignment, ById{mission->id})->shopper == "traveller");
  auto sheet = glass.sheet(crypto::uuid7(7));
  sheet.assignment_id = mission->id;
  const auto report = glass.put(me, sheet);
  REQUIRE(report.ok());
  CHECK(report->assignment_id == mission->id);                          // its author sees both
  CHECK(glass.as(me, get_assignment, ById{mission->id})->shopper == "traveller");

  const auto analyst = World::analyst();
  CHECK(glass.as(analyst, get_assignment, ById{mission->id})->shopper.empty());
  const auto seen = glass.as(analyst, get_evaluation, ById{report->id});
  CHECK(seen->shopper.empty());
  CHECK(seen->assignment_id.empty());
  ListAssignments of_author;
  of_author.programme_id = programme;
  of_author.shopper = "traveller";
  CHECK(glass.as(analyst, list_assignments, of_author)->items.empty());  // a filter would tell it too
  CHECK(glass.as(me, list_assignments, ListAssignments{})->items.size() == 1);
  ListEvaluations of_mission;
  of_mission.programme_id = programme;
  of_mission.assignment_id = mission->id;
  CHECK(code_of(glass.as(analyst, list_evaluations, of_mission)) == "AUTHOR_PROTECTED");
  CHECK(glass.as(me, list_evaluations, of_mission)->items.size() == 1);
}
