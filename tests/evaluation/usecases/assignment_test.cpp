#include <catch2/catch.hpp>

#include "tests/evaluation/usecases/world.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;
using Fields = std::vector<std::string>;
using MissionState = domain::AssignmentState;

namespace {

struct FurnishedMissions : World {
  FurnishedMissions() {
    furnish();
    for (const auto* subject : {"sara", "omar", "lina"}) tell(member(subject));
  }
  AssignmentView created(const CreateAssignment& in) {
    auto result = as(analyst(), create_assignment, in);
    INFO(code_of(result));
    for (const auto& f : fields_of(result)) UNSCOPED_INFO(f);
    REQUIRE(result.ok());
    return *result;
  }
  AssignmentView now_is(const AssignmentView& a) { return *as(analyst(), get_assignment, ById{a.id}); }
  AssignmentView started(const std::string& subject) {
    const auto offered = created(mission(subject));
    const auto accepted = as(shopper(subject), accept_assignment, ByIdAndVersion{offered.id, offered.version});
    REQUIRE(accepted.ok());
    const auto begun = as(shopper(subject), start_assignment, ByIdAndVersion{accepted->id, accepted->version});
    REQUIRE(begun.ok());
    return *begun;
  }
  std::optional<domain::Assignment> successor(const AssignmentView& a) {
    std::optional<domain::Assignment> found;
    read([&](store::Db& db) { found = db.find<domain::Assignment>("predecessor_id = :id", {a.id}); });
    return found;
  }
};

}  // namespace

TEST_CASE_METHOD(FurnishedMissions, "a mission from the plan to the closed report") {
  auto plan = mission("");
  const auto planned = created(plan);
  CHECK(planned.state == MissionState::planned);
  CHECK(planned.actions == Fields{"offer", "cancel"});
  const auto offered = as(analyst(), offer_assignment, OfferAssignment{planned.id, "", planned.version});
  REQUIRE(offered.ok());
  const auto who = shopper(offered->shopper);
  CHECK(as(shopper("nobody"), get_assignment, ById{planned.id}).error().kind == ErrorKind::not_found);
  CHECK(as(who, list_assignments, ListAssignments{})->items.size() == 1);
  CHECK(code_of(as(who, start_assignment, ByIdAndVersion{planned.id, offered->version})) == "WRONG_STATE");
  const auto accepted = as(who, accept_assignment, ByIdAndVersion{planned.id, offered->version});
  REQUIRE(accepted.ok());
  const auto begun = as(who, start_assignment, ByIdAndVersion{planned.id, accepted->version});
  REQUIRE(begun.ok());

  auto report = sheet(uuid(1));
  report.assignment_id = planned.id;
  report.entity_id = report.branch_id = report.service_id = report.channel = report.form_id = "";
  auto contradicts = report;
  contradicts.branch_id = other_branch_id;
  CHECK(fields_of(put(who, contradicts)) == Fields{"/branch_id ASSIGNMENT_MISMATCH"});
  const auto e = put(who, report);
  REQUIRE(e.ok());
  CHECK(e->mode == domain::Mode::mission);
  CHECK(e->entity_id == entity_id);
  CHECK(now_is(planned).state == MissionState::submitted);
  CHECK(put(who, report)->version == e->version);   // a repetition, though the mission has moved on
  auto second = report;
  second.id = uuid(2);
  CHECK(code_of(put(who, second)) == "ASSIGNMENT_REPORTED");
  second.submit = false;
  CHECK(code_of(put(who, second)) == "ASSIGNMENT_REPORTED");
  const auto reviewed = as(analyst(), take_up_evaluation, ReviewStep{e->id, "", e->version});
  REQUIRE(as(analyst(), approve_evaluation, ReviewStep{e->id, "", reviewed->version}).ok());
  CHECK(now_is(planned).state == MissionState::closed);
}

TEST_CASE_METHOD(FurnishedMissions, "a report needs a mission in progress") {
  const auto offered = created(mission("sara"));
  auto report = sheet(uuid(1));
  report.assignment_id = offered.id;
  CHECK(code_of(put(shopper("sara"), report)) == "WRONG_STATE");
  CHECK(fields_of(put(shopper("omar"), report)) == Fields{"/assignment_id ASSIGNMENT_UNKNOWN"});
}

TEST_CASE_METHOD(FurnishedMissions, "a plan's wrong fields come all at once") {
  CreateAssignment in;
  in.channel = "visit";
  in.brief.en = "Go";
  in.window_from = {2022, 7, 1};
  in.due_on = {2022, 6, 1};
  CHECK(fields_of(as(analyst(), create_assignment, in)) == Fields{"/programme_id PROGRAMME_MISSING", "/entity_id ENTITY_UNKNOWN", "/form_id FORM_UNKNOWN", "/brief TRANSLATION_MISSING",
                                                                  "/due_on DUE_DATE_PAST", "/window_from WINDOW_REVERSED"});
  CHECK(fields_of(as(analyst(), create_assignment, mission("nobody"))) == Fields{"/shopper SHOPPER_UNKNOWN"});
  auto wordy = mission("");
  wordy.brief = {std::string(8'001, 'x'), "x"};
  CHECK(fields_of(as(analyst(), create_assignment, wordy)) == Fields{"/brief TEXT_TOO_LONG"});
}

TEST_CASE_METHOD(FurnishedMissions, "rules are explained for every candidate, and bind the offer") {
  auto tied = member("omar");
  tied.conflicts = {"MOI"};
  tell(tied);
  REQUIRE(put(shopper("lina"), sheet(uuid(1))).ok());   // an organic visit counts for rotation
  const auto planned = created(mission(""));
  const auto candidates = as(analyst(), list_candidates, ById{planned.id});
  REQUIRE(candidates.ok());
  REQUIRE(candidates->items.size() == 3);
  CHECK(candidates->items[0].shopper == "sara");
  std::map<std::string, std::string> refusals;
  for (const auto& c : candidates->items) refusals[c.shopper] = c.refusal;
  CHECK(refusals == std::map<std::string, std::string>{{"sara", ""}, {"omar", "CONFLICT_OF_INTEREST"}, {"lina", "ROTATION_BRANCH"}});
  CHECK(code_of(as(analyst(), offer_assignment, OfferAssignment{planned.id, "omar", planned.version})) == "CONFLICT_OF_INTEREST");
  CHECK(code_of(as(analyst(), create_assignment, mission("lina"))) == "ROTATION_BRANCH");
  REQUIRE(as(analyst(), offer_assignment, OfferAssignment{planned.id, "sara", planned.version}).ok());
  const auto another = created(mission(""));
  CHECK(code_of(as(analyst(), offer_assignment, OfferAssignment{another.id, "", another.version})) == "NO_CANDIDATE");
}

TEST_CASE_METHOD(FurnishedMissions, "declined and expired offers go to others at the next sweep") {
  const auto offered = created(mission("sara"));
  const auto declined = as(shopper("sara"), decline_assignment, WithReason{offered.id, "exam", offered.version});
  REQUIRE(declined.ok());
  CHECK(declined->state == MissionState::declined);
  auto swept = as(analyst(), sweep_assignments, SweepAssignments{});
  REQUIRE(swept.ok());
  CHECK(swept->offered == 1);
  CHECK(now_is(offered).state == MissionState::reassigned);
  const auto next = successor(offered);
  REQUIRE(next);
  CHECK(next->state == MissionState::offered);
  CHECK(next->shopper != "sara");

  now = now.plus(std::chrono::hours(48));
  CHECK(code_of(as(shopper(next->shopper), accept_assignment, ByIdAndVersion{next->id, next->version})) == "OFFER_EXPIRED");
  swept = as(analyst(), sweep_assignments, SweepAssignments{});
  CHECK(swept->expired == 1);
  CHECK(as(analyst(), get_assignment, ById{next->id})->state == MissionState::expired);
  CHECK(as(analyst(), sweep_assignments, SweepAssignments{})->offered == 1);
  CHECK(as(analyst(), get_assignment, ById{next->id})->state == MissionState::reassigned);
}

TEST_CASE_METHOD(World, "many missions that nobody can take do not keep the sweep from one that somebody can") {
  furnish();
  const Actor service{"recommendation", {"service"}, "", "en", "", {}};
  const auto due_on = qatar_date(now).plus_days(20);
  REQUIRE(as(service, apply_remeasurement_requested, RemeasurementRequested{"r-1", programme, entity_id, service_id, "", 150, due_on}).ok());
  REQUIRE(as(service, apply_remeasurement_requested, RemeasurementRequested{"r-2", programme, other_entity_id, "", "", 1, due_on}).ok());
  auto tied = member("sara");
  tied.conflicts = {"MOI"};
  tell(tied);
  std::int64_t offered = 0;
  for (int minute = 0; minute < 2; ++minute) {
    offered += as(analyst(), sweep_assignments, SweepAssignments{})->offered;
    now = now.plus(std::chrono::minutes(1));
  }
  CHECK(offered == 1);
}

TEST_CASE_METHOD(FurnishedMissions, "a verdict ends the mission; after a rejected report somebody else is asked, while there is time") {
  std::map<std::string, std::string> missions;   // by report: nobody but its author is told
  const auto reported = [&](const std::string& subject, int n) {
    auto in = sheet(uuid(n));
    in.assignment_id = missions[in.id] = started(subject).id;
    const auto e = put(shopper(subject), in);
    REQUIRE(e.ok());
    return *as(analyst(), take_up_evaluation, ReviewStep{e->id, "", e->version});
  };
  const auto one = reported("sara", 1), two = reported("omar", 2), three = reported("lina", 3);
  const auto mission_of = [&](const EvaluationView& e) { return *as(analyst(), get_assignment, ById{missions.at(e.id)}); };
  REQUIRE(as(analyst(), exclude_evaluation, ReviewStep{one.id, "a holiday", one.version}).ok());
  CHECK(mission_of(one).state == MissionState::closed);
  tell(member("noor"));
  REQUIRE(as(analyst(), reject_evaluation, ReviewStep{two.id, "another branch", two.version}).ok());
  CHECK(mission_of(two).state == MissionState::reassigned);
  const auto next = successor(mission_of(two));
  REQUIRE(next);
  CHECK(next->shopper == "noor");
  CHECK(next->due_on == mission_of(two).due_on);
  now = now.plus(std::chrono::hours(24 * 11));
  REQUIRE(as(analyst(), reject_evaluation, ReviewStep{three.id, "too late", three.version}).ok());
  CHECK(mission_of(three).state == MissionState::closed);
}

TEST_CASE_METHOD(FurnishedMissions, "cancelling and reassigning need a reason") {
  const auto a = created(mission("sara"));
  CHECK(fields_of(as(analyst(), cancel_assignment, WithReason{a.id, "", a.version})) == Fields{"/reason REASON_MISSING"});
  CHECK(fields_of(as(analyst(), reassign_assignment, ReassignAssignment{a.id, "", "", a.version})) == Fields{"/reason REASON_MISSING"});
  CHECK(code_of(as(analyst(), reassign_assignment, ReassignAssignment{a.id, "", "ill", 9})) == "VERSION_STALE");
  const auto next = as(analyst(), reassign_assignment, ReassignAssignment{a.id, "lina", "ill", a.version});
  REQUIRE(next.ok());
  CHECK(next->shopper == "lina");
  CHECK(next->predecessor_id == a.id);
  CHECK(now_is(a).state == MissionState::reassigned);
  const auto cancelled = as(analyst(), cancel_assignment, WithReason{next->id, "not needed", next->version});
  CHECK(cancelled->state == MissionState::cancelled);
  CHECK(as(analyst(), cancel_assignment, WithReason{"none", "x", 1}).error().kind == ErrorKind::not_found);
}

TEST_CASE_METHOD(FurnishedMissions, "a mission cannot begin before its window") {
  auto plan = mission("sara");
  plan.window_from = qatar_date(now).plus_days(2);
  const auto offered = created(plan);
  const auto accepted = as(shopper("sara"), accept_assignment, ByIdAndVersion{offered.id, offered.version});
  CHECK(code_of(as(shopper("sara"), start_assignment, ByIdAndVersion{offered.id, accepted->version})) == "WINDOW_NOT_OPEN");
}

TEST_CASE_METHOD(FurnishedMissions, "a member who leaves, is away or has a new tie loses open missions to others") {
  for (const auto& change : std::vector<std::function<void(MemberChanged&)>>{
           [](auto& m) { m.state = domain::MemberState::suspended; }, [](auto& m) { m.conflicts = {"MOI"}; },
           [&](auto& m) { m.state = domain::MemberState::absent, m.absent_from = qatar_date(now).plus_days(3); }}) {
    World::tell(member("sara"));
    auto plan = mission("sara");
    plan.due_on = plan.due_on.plus_days(200);
    now = now.plus(std::chrono::hours(24 * 100));   // out of reach of rotation
    plan.due_on = qatar_date(now).plus_days(10);
    plan.window_from = qatar_date(now);
    const auto a = created(plan);
    auto event = member("sara");
    change(event);
    tell(event);
    CHECK(now_is(a).state == MissionState::reassigned);
    const auto next = successor(a);
    REQUIRE(next);
    CHECK(next->shopper != "sara");
    CHECK_FALSE(next->shopper.empty());
  }
}

TEST_CASE_METHOD(FurnishedMissions, "who was recognised is withdrawn and never sent there again") {
  const auto a = started("sara");
  CHECK(fields_of(as(shopper("sara"), report_recognition, ReportRecognition{"x", branch_id, "y"})) ==
        Fields{"/entity_id ENTITY_UNKNOWN", "/branch_id BRANCH_UNKNOWN", "/assignment_id ASSIGNMENT_UNKNOWN"});
  REQUIRE(as(shopper("sara"), report_recognition, ReportRecognition{entity_id, branch_id, a.id}).ok());
  CHECK(now_is(a).state == MissionState::reassigned);
  now = now.plus(std::chrono::hours(24 * 200));
  CHECK(code_of(as(analyst(), create_assignment, mission("sara"))) == "SHOPPER_IDENTIFIED");
}

TEST_CASE_METHOD(FurnishedMissions, "a requested re-measurement becomes missions, and their reports carry its purpose") {
  const Actor service{"recommendation", {"service"}, "", "en", "", {}};
  RemeasurementRequested event{"recommendation-1", programme, entity_id, service_id, "", 4, qatar_date(now).plus_days(20)};
  REQUIRE(as(service, apply_remeasurement_requested, event).ok());
  CHECK(events("remeasurement.planned")[0].second["missions"] == 4);
  ListAssignments of_it;
  of_it.recommendation_id = "recommendation-1";
  const auto missions = as(analyst(), list_assignments, of_it)->items;
  REQUIRE(missions.size() == 4);
  std::size_t offered = 0;
  for (const auto& m : missions) {
    CHECK(m.channel == "visit");
    offered += m.state == MissionState::offered;
  }
  CHECK(offered == 3);   // three members, one visit each within the rotation
  tell(member("noor"));
  CHECK(as(analyst(), sweep_assignments, SweepAssignments{})->offered == 1);

  const auto& first = *std::ranges::find(missions, MissionState::offered, [](const AssignmentView& m) { return m.state; });
  const auto who = shopper(first.shopper);
  const auto accepted = as(who, accept_assignment, ByIdAndVersion{first.id, first.version});
  REQUIRE(as(who, start_assignment, ByIdAndVersion{first.id, accepted->version}).ok());
  auto report = sheet(uuid(1));
  report.assignment_id = first.id;
  report.branch_id.clear();
  const auto e = put(who, report);
  REQUIRE(e.ok());
  CHECK(e->purpose == domain::Purpose::remeasurement);
  CHECK(e->recommendation_id == "recommendation-1");

  // About the entity as a whole: over its services in turn.
  event.service_id.clear();
  event.recommendation_id = "recommendation-2";
  REQUIRE(as(service, apply_remeasurement_requested, event).ok());
  of_it.recommendation_id = "recommendation-2";
  CHECK(as(analyst(), list_assignments, of_it)->items.size() == 4);

  event.service_id = "x";
  CHECK(code_of(as(service, apply_remeasurement_requested, event)) == "NOT_FOUND");
}
