// Missions: every arrow of their lifecycle, the rules that forbid an offer, and what becomes of a mission whose shopper cannot do it.
#include <set>

#include "tests/harness/fieldwork.h"
#include "tests/integration/shared.h"

using namespace shopper::test;

namespace {

// How a mission comes to be in each state, and what can be done there through the API.
struct MissionWay {
  std::string state;
  std::set<std::string> actions;
  std::function<std::string(Fieldwork&, const Place&, const Person&)> go;
};
const std::vector<MissionWay>& mission_ways() {
  static const std::vector<MissionWay> all{
      {"planned", {"offer", "cancel"}, [](Fieldwork& f, const Place& at, const Person&) { return f.planned(at); }},
      {"offered", {"accept", "decline", "reassign", "cancel"}, [](Fieldwork& f, const Place& at, const Person& who) { return f.offered(at, who); }},
      {"declined", {"reassign", "cancel"}, [](Fieldwork& f, const Place& at, const Person& who) { return f.declined(at, who); }},
      {"accepted", {"start", "reassign", "cancel"}, [](Fieldwork& f, const Place& at, const Person& who) { return f.accepted(at, who); }},
      {"in_progress", {"reassign", "cancel"}, [](Fieldwork& f, const Place& at, const Person& who) { return f.started(at, who); }},
      {"submitted", {},
       [](Fieldwork& f, const Place& at, const Person& who) {
         const auto path = f.started(at, who);
         f.put(who, f.sheet_of(path));
         return path;
       }},
      {"closed", {},
       [](Fieldwork& f, const Place& at, const Person& who) {
         const auto path = f.started(at, who);
         const auto report = f.put(who, f.sheet_of(path));
         f.review(report, "take-up");
         f.review(report, "approve");
         return path;
       }},
      {"cancelled", {},
       [](Fieldwork& f, const Place& at, const Person& who) {
         const auto path = f.offered(at, who);
         expect(200, f.analyst().act_now(path, "cancel", {{"reason", "not needed"}}));
         return path;
       }},
      {"reassigned", {},
       [](Fieldwork& f, const Place& at, const Person& who) {
         const auto path = f.offered(at, who);
         expect(200, f.analyst().act_now(path, "reassign", {{"reason", "ill"}}));
         return path;
       }},
  };
  return all;
}

const std::set<std::string> of_staff{"offer", "cancel", "reassign"};

}  // namespace

TEST_CASE("a mission from the plan to the closed report", "[assignment]") {
  Fieldwork field(suite(), 2);
  const auto at = field.place();
  const auto& person = field.person(0);
  auto shopper = field.shopper(person), other = field.shopper(field.person(1));
  auto staff = field.analyst();
  const auto path = field.planned(at, {{"brief", {{"ar", "اسأل عن التجديد"}, {"en", "Ask for a renewal"}}}});
  CHECK(field.mission(path)["state"] == "planned");
  CHECK(field.mission(path)["purpose"] == "baseline");
  refused(404, "NOT_FOUND", shopper.get(path));   // nobody's yet
  refused(403, "FORBIDDEN", shopper.act(path + "/offer", 1));
  refused(422, "FIELDS_INVALID", staff.act_now(path, "offer", {{"shopper", "nobody of the panel"}}));
  const auto offered = expect(200, staff.act_now(path, "offer", {{"shopper", person.subject}})).json();
  CHECK(offered["state"] == "offered");
  CHECK(!offered["offer_expires_at"].get<std::string>().empty());

  refused(404, "NOT_FOUND", other.get(path));
  refused(404, "NOT_FOUND", other.act(path + "/accept", offered["version"]));
  refused(428, "IF_MATCH_REQUIRED", shopper.post(path + "/accept"));
  refused(412, "VERSION_STALE", shopper.act(path + "/accept", 1));
  CHECK(other.get("/v1/assignments?programme_id=" + field.id()).json()["items"].empty());
  CHECK(shopper.get("/v1/assignments?programme_id=" + field.id()).json()["items"].size() == 1);
  CHECK(expect(200, shopper.act_now(path, "accept")).json()["state"] == "accepted");
  refused(409, "WRONG_STATE", shopper.put("/v1/evaluations/" + new_id(), field.sheet_of(path)));   // not begun
  CHECK(expect(200, shopper.act_now(path, "start")).json()["state"] == "in_progress");

  refused(422, "FIELDS_INVALID", other.put("/v1/evaluations/" + new_id(), field.sheet_of(path)));
  const auto elsewhere = field.place();
  CHECK(fields_of(refused(422, "FIELDS_INVALID", shopper.put("/v1/evaluations/" + new_id(), field.sheet_of(path, true, {{"entity_id", elsewhere.entity}})))) ==
        std::vector<std::string>{"/entity_id ASSIGNMENT_MISMATCH"});
  const auto report = field.put(person, field.sheet_of(path));
  const auto evaluation = field.evaluation(report);
  CHECK(evaluation["mode"] == "mission");
  CHECK(evaluation["branch_id"] == at.branch);   // what the mission says need not be said again
  CHECK(field.mission_state(path) == "submitted");
  refused(409, "ASSIGNMENT_REPORTED", shopper.put("/v1/evaluations/" + new_id(), field.sheet_of(path)));
  field.review(report, "take-up");
  CHECK(field.mission_state(path) == "submitted");
  field.review(report, "approve");
  CHECK(field.mission_state(path) == "closed");
}

TEST_CASE("a mission allows what its state allows, and nothing else", "[assignment]") {
  Fieldwork field(suite(), 1);
  for (const auto& way : mission_ways()) {
    INFO(way.state);
    // The shopper has three open missions at most.
    const auto at = field.place();
    const auto path = way.go(field, at, field.person(0));
    const auto mission = field.mission(path);
    CHECK(mission["state"] == way.state);
    for (const auto& action : {"offer", "accept", "decline", "start", "cancel", "reassign"}) {
      INFO(action);
      const bool listed = mission["actions"].dump().find("\"" + std::string(action) + "\"") != std::string::npos;
      CHECK(listed == way.actions.contains(action));
      if (listed) continue;
      const bool by_staff = of_staff.contains(action);
      const bool own = field.shopper(field.person(0)).get(path).status == 200;   // staff are not told any more once there is a report
      auto actor = by_staff ? field.analyst() : field.shopper(field.person(0));
      const bool explained = by_staff ? std::string(action) != "offer" : std::string(action) == "decline";
      const auto answer = actor.act(path + "/" + action, mission["version"], explained ? Json{{"reason", "to see"}} : Json::object());
      if (by_staff || own) {
        CHECK(refused(409, "WRONG_STATE", answer).json().value("actions", Json::array()) == mission["actions"]);
      } else {
        refused(404, "NOT_FOUND", answer);
      }
    }
    CHECK(field.mission(path)["version"] == mission["version"]);
    if (way.actions.contains("cancel")) {
      refused(422, "FIELDS_INVALID", field.analyst().act_now(path, "cancel"));   // why?
      const auto cancelled = expect(200, field.analyst().act_now(path, "cancel", {{"reason", "closed for works"}})).json();
      CHECK(cancelled["state"] == "cancelled");
      CHECK(cancelled["reason"] == "closed for works");
    }
  }
}

TEST_CASE("a mission is given to another from every state in which it is not done", "[assignment]") {
  Fieldwork field(suite(), 2);
  for (const auto& way : mission_ways()) {
    if (!way.actions.contains("reassign")) continue;
    INFO(way.state);
    const auto at = field.place();
    const auto path = way.go(field, at, field.person(0));
    refused(422, "FIELDS_INVALID", field.analyst().act_now(path, "reassign", {{"shopper", field.person(1).subject}}));
    const auto next = expect(200, field.analyst().act_now(path, "reassign", {{"reason", "ill"}, {"shopper", field.person(1).subject}})).json();
    CHECK(next["state"] == "offered");
    CHECK(next["shopper"] == field.person(1).subject);
    CHECK(next["predecessor_id"] == id_of(path));
    CHECK(field.mission(path)["state"] == "reassigned");
    CHECK(field.mission(path)["reason"] == "ill");
    expect(200, field.analyst().act_now("/v1/assignments/" + next["id"].get<std::string>(), "cancel", {{"reason", "enough"}}));
  }
}

TEST_CASE("the verdict on the report ends the mission; after a rejected one the visit is still to be made", "[assignment]") {
  Fieldwork field(suite(), 2);
  const auto reported = [&](const std::string& action) {
    const auto path = field.started(field.place(), field.person(0));
    const auto report = field.put(field.person(0), field.sheet_of(path));
    field.review(report, "take-up");
    field.review(report, action);
    return path;
  };
  const auto excluded = reported("exclude");
  CHECK(field.mission_state(excluded) == "closed");
  CHECK(field.successor(excluded).is_null());
  const auto rejected = reported("reject");
  CHECK(field.mission_state(rejected) == "reassigned");
  CHECK(field.mission(rejected)["reason"] == "REPORT_REJECTED");
  const auto next = field.successor(rejected);
  CHECK(next["state"] == "offered");
  CHECK(next["shopper"] == field.person(1).subject);
}

TEST_CASE("a declined offer goes to somebody else, and never back to who declined", "[assignment]") {
  Fieldwork field(suite(), 2);
  auto staff = field.analyst();
  const auto path = field.declined(field.place(), field.person(0));
  CHECK(field.mission(path)["reason"] == "an exam");
  expect(200, staff.post("/v1/assignments/sweep"));
  field.await_mission(path, "reassigned");
  const auto next = field.successor(path);
  CHECK(next["state"] == "offered");
  CHECK(next["shopper"] == field.person(1).subject);
  const auto second = "/v1/assignments/" + next["id"].get<std::string>();
  expect(200, field.shopper(field.person(1)).act_now(second, "decline"));
  expect(200, staff.post("/v1/assignments/sweep"));
  field.await_mission(second, "reassigned");
  for (int i = 0; i < 2; ++i) {
    expect(200, staff.post("/v1/assignments/sweep"));
    CHECK(field.successor(second)["state"] == "planned");   // both have said no; only a person can ask them again
  }
  const auto third = "/v1/assignments/" + field.successor(second)["id"].get<std::string>();
  CHECK(expect(200, staff.act_now(third, "offer", {{"shopper", field.person(0).subject}})).json()["state"] == "offered");
}

TEST_CASE("an offer nobody takes in time expires, and others are asked", "[assignment]") {
  Fieldwork field(suite(), 2);
  auto staff = field.analyst();
  const auto at = field.place();
  const auto path = field.lapsed(at, field.person(0));
  if (field.mission_state(path) == "offered") refused(409, "OFFER_EXPIRED", field.shopper(field.person(0)).act_now(path, "accept"));
  expect(200, staff.post("/v1/assignments/sweep"));
  // The service sweeps by itself too, and then may be a step ahead.
  const auto state = field.mission_state(path);
  CHECK((state == "expired" || state == "reassigned"));
  expect(200, staff.post("/v1/assignments/sweep"));
  field.await_mission(path, "reassigned");
  CHECK(field.mission(path)["reason"] == "OFFER_EXPIRED");
  const auto next = field.successor(path);
  CHECK(next["state"] == "offered");
  CHECK(next["shopper"] == field.person(1).subject);

  for (const char* action : {"cancel", "reassign"}) {
    INFO(action);
    const auto lapsed = field.lapsed(field.place(), field.person(0));
    expect(200, staff.post("/v1/assignments/sweep"));
    const auto done = staff.act_now(lapsed, action, {{"reason", "too late"}});
    if (done.status == 409) continue;   // the service's own sweep came in between
    expect(200, done);
    CHECK(field.mission_state(lapsed) == (std::string(action) == "cancel" ? "cancelled" : "reassigned"));
  }
}

TEST_CASE("a mission begins when its window opens", "[assignment]") {
  Fieldwork field(suite(), 1);
  const auto path = field.offered(field.place(), field.person(0), {{"window_from", day(2)}});
  auto shopper = field.shopper(field.person(0));
  expect(200, shopper.act_now(path, "accept"));
  refused(409, "WINDOW_NOT_OPEN", shopper.act_now(path, "start"));
  const auto wrong = field.plan(field.place(), {{"due_on", day(-1)}, {"window_from", day(3)}, {"channel", "phone"}, {"form_id", "x"}});
  CHECK(fields_of(refused(422, "FIELDS_INVALID", field.analyst().create("/v1/assignments", wrong))) ==
        std::vector<std::string>{"/channel CHANNEL_NOT_OFFERED", "/due_on DUE_DATE_PAST", "/form_id FORM_UNKNOWN", "/window_from WINDOW_REVERSED"});
}

TEST_CASE("who may not be sent somewhere, and why", "[assignment]") {
  Fieldwork field(suite(), 1);
  const auto& person = field.person(0);
  auto staff = field.analyst();
  const auto offer = [&](const Place& at, const Json& changes = Json::object()) {
    const auto path = field.planned(at, changes);
    const auto answer = staff.act_now(path, "offer", {{"shopper", person.subject}});
    if (answer.status != 200) {
      // The dry run says the same, and nobody else is there to ask.
      CHECK(staff.get(path + "/candidates").json()["items"][0]["refusal"] == answer.code());
      refused(409, "NO_CANDIDATE", staff.act_now(path, "offer"));
    }
    return answer;
  };
  const auto one = field.place();
  expect(200, offer(one));
  refused(409, "ROTATION_BRANCH", offer(one));
  refused(409, "ROTATION_BRANCH", offer(one, {{"due_on", day(7 + 89)}}));
  const Json wakrah{{"entity_id", one.entity}, {"code", "WK"}, {"name", {{"ar", "الوكرة"}, {"en", "Al Wakrah"}}}};
  const auto branch = expect(201, staff.create("/v1/branches", wakrah)).json()["id"];
  refused(409, "ROTATION_ENTITY", offer(one, {{"branch_id", branch}}));
  refused(409, "ROTATION_ENTITY", offer(one, {{"branch_id", branch}, {"due_on", day(7 + 29)}}));
  expect(200, offer(one, {{"branch_id", branch}, {"due_on", day(7 + 30)}}));
  expect(200, offer(field.place()));
  refused(409, "LIMIT_CONCURRENT", offer(field.place()));

  // The limit of a month counts where the rotation does not.
  auto admin = field.admin();
  const auto policy = expect(200, admin.get("/v1/assignment-policy")).json();
  auto changed = policy;
  changed.erase("version");
  changed["branch_rotation_days"] = changed["entity_rotation_days"] = 0;
  changed["concurrent_missions"] = 20;
  refused(403, "FORBIDDEN", staff.put("/v1/assignment-policy", changed, Api::if_match(policy["version"])));
  const auto set = expect(200, admin.put("/v1/assignment-policy", changed, Api::if_match(policy["version"]))).json();
  refused(409, "LIMIT_PAIR_MONTH", offer(one));
  expect(200, offer(one, {{"due_on", day(7 + 45)}, {"channel", "web"}, {"branch_id", ""}}));
  auto back = policy;
  back.erase("version");
  expect(200, admin.put("/v1/assignment-policy", back, Api::if_match(set["version"])));
}

TEST_CASE("a new tie, an absence, a suspension: open missions go to others, and no new ones come", "[assignment]") {
  struct Case {
    std::string reason;
    std::function<void(Fieldwork&, const Place&, const Person&)> happens;
  };
  const auto notice = [](Fieldwork& f, const Person& who, Json about) {
    about["application_id"] = who.application;
    expect(201, f.shopper(who).create("/v1/notices", about));
  };
  const std::vector<Case> cases{
      {"CONFLICT_OF_INTEREST", [&](Fieldwork& f, const Place& at, const Person& who) { notice(f, who, {{"kind", "conflict"}, {"conflicts", {at.code}}}); }},
      {"MEMBER_ABSENT", [&](Fieldwork& f, const Place&, const Person& who) { notice(f, who, {{"kind", "absence"}, {"from", day(5)}, {"to", day(9)}}); }},
      {"MEMBER_NOT_ACTIVE", [](Fieldwork& f, const Place&, const Person& who) { expect(200, f.admin().act_now(who.member(), "suspend", {{"reason", "missed training"}})); }},
  };
  for (const auto& one : cases) {
    INFO(one.reason);
    Fieldwork field(suite(), 3);
    const auto at = field.place(), other = field.place();
    const auto& person = field.person(0);
    const auto offered = field.offered(at, person);
    const auto accepted = field.accepted(other, person);
    const auto started = field.started(field.place(), field.person(1));   // not this person's
    one.happens(field, at, person);
    field.await_mission(offered, "reassigned");
    CHECK(field.mission(offered)["reason"] == one.reason);
    const auto next = field.successor(offered);
    CHECK(next["state"] == "offered");
    CHECK(next["shopper"] != person.subject);
    CHECK(field.mission_state(started) == "in_progress");
    if (one.reason == "CONFLICT_OF_INTEREST") {
      CHECK(field.mission_state(accepted) == "accepted");
      refused(409, "CONFLICT_OF_INTEREST", field.shopper(person).put("/v1/evaluations/" + new_id(), field.sheet(at, true, {{"submit", true}})));
    } else {
      field.await_mission(accepted, "reassigned");
      refused(409, "WRONG_STATE", field.shopper(person).act_now(accepted, "start"));
    }
    const auto again = field.planned(at);
    refused(409, one.reason, field.analyst().act_now(again, "offer", {{"shopper", person.subject}}));
    if (one.reason == "MEMBER_NOT_ACTIVE")
      refused(409, "MEMBER_NOT_ACTIVE", field.shopper(person).put("/v1/evaluations/" + new_id(), field.sheet(other, true, {{"submit", true}})));
  }
}

TEST_CASE("a recognised shopper withdraws from all that is open there, for ever", "[assignment]") {
  Fieldwork field(suite(), 2);
  const auto at = field.place();
  const auto& person = field.person(0);
  auto shopper = field.shopper(person);
  const auto begun = field.started(at, person);
  const auto later = field.offered(at, person, {{"due_on", day(7 + 95)}});
  const auto elsewhere = field.accepted(field.place(), person);
  CHECK(fields_of(refused(422, "FIELDS_INVALID", shopper.create("/v1/recognitions", {{"entity_id", "x"}, {"branch_id", "y"}, {"assignment_id", "z"}}))) ==
        std::vector<std::string>{"/assignment_id ASSIGNMENT_UNKNOWN", "/branch_id BRANCH_UNKNOWN", "/entity_id ENTITY_UNKNOWN"});
  refused(422, "FIELDS_INVALID", field.shopper(field.person(1)).create("/v1/recognitions", {{"entity_id", at.entity}, {"assignment_id", id_of(begun)}}));
  expect(201, shopper.create("/v1/recognitions", {{"entity_id", at.entity}, {"branch_id", at.branch}, {"assignment_id", id_of(begun)}}));
  CHECK(field.mission(begun)["state"] == "reassigned");
  CHECK(field.mission(begun)["reason"] == "SHOPPER_IDENTIFIED");
  CHECK(field.successor(begun)["shopper"] == field.person(1).subject);
  CHECK(field.mission_state(later) == "reassigned");
  CHECK(field.mission_state(elsewhere) == "accepted");
  refused(409, "SHOPPER_IDENTIFIED", field.analyst().act_now(field.planned(at, {{"due_on", day(400)}}), "offer", {{"shopper", person.subject}}));
  // By the web nobody sees who asks.
  expect(200, field.analyst().act_now(field.planned(at, {{"due_on", day(400)}, {"channel", "web"}, {"branch_id", ""}}), "offer", {{"shopper", person.subject}}));
}
