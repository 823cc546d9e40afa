// From the eligible candidate to the certified shopper: every arrow of the candidate's, the interview's and the member's lifecycle.
#include "tests/harness/procedure.h"
#include "tests/integration/shared.h"

using namespace shopper::test;

namespace {

Json quota(const std::string& value, int min, int max) { return {{"feature", "gender"}, {"value", value}, {"min", min}, {"max", max}}; }

// One member in each state that can be suspended, released and removed.
struct CandidateWay {
  std::string state;
  std::function<void(Procedure&, const Person&)> go;
};
const std::vector<CandidateWay>& candidate_ways() {
  static const std::vector<CandidateWay> all{
      {"accepted", [](Procedure& p, const Person& m) { p.accept(m); }},
      {"onboarding", [](Procedure& p, const Person& m) { p.accept(m); p.sign(m); }},
      {"certified", [](Procedure& p, const Person& m) { p.accept(m); p.sign(m); p.attend(m); p.certify(m); }},
      {"active", [](Procedure& p, const Person& m) { p.accept(m); p.sign(m); p.attend(m); p.certify(m); p.activate(m); }},
      {"absent",
       [](Procedure& p, const Person& m) {
         p.accept(m), p.sign(m), p.attend(m), p.certify(m), p.activate(m);
         p.await_state(m, "active");
         expect(201, p.shopper(m).create("/v1/notices", {{"application_id", m.application}, {"kind", "absence"}, {"from", day(1)}, {"to", day(5)}}));
         REQUIRE(await([&] { return p.member_state(m) == "absent"; }));
       }},
  };
  return all;
}

Json act(Procedure& p, const Person& m, const std::string& action) { return expect(200, p.admin().act_now(m.member(), action, {{"reason", "a test"}})).json(); }

}  // namespace

TEST_CASE("phase 1: two readers who agree, and a third where they differ", "[selection]") {
  Procedure procedure(suite());
  const auto person = procedure.candidate();
  const auto reviews = person.path() + "/reviews";
  auto one = suite().as("reviewer", "reader-1"), two = suite().as("reviewer", "reader-2"), three = suite().as("reviewer", "reader-3");
  refused(422, "FIELDS_INVALID", one.post(reviews, {{"verdict", "fail"}}));
  refused(403, "FORBIDDEN", procedure.applicant(person).post(reviews, {{"verdict", "pass"}}));
  refused(404, "NOT_FOUND", one.post("/v1/applications/" + new_id() + "/reviews", {{"verdict", "pass"}}));
  procedure.review(person, "reader-1", "pass");
  procedure.review(person, "reader-1", "pass");   // the same again is no second reading
  refused(409, "REVIEW_EXISTS", one.post(reviews, {{"verdict", "fail"}, {"reasons", {"MOTIVATION_WEAK"}}}));
  CHECK(two.get(reviews).json()["items"].empty());   // independent: nobody sees the other's
  procedure.review(person, "reader-2", "fail");
  CHECK(procedure.admin().get("/v1/candidates/" + person.application).json()["needs_adjudication"] == true);
  const std::string verdict = GENERATE("pass", "fail");
  procedure.review(person, "reader-3", verdict);
  procedure.await_state(person, verdict == "pass" ? "invited" : "rejected");
  CHECK(expect(200, one.get(reviews)).json()["items"].size() == 3);
  refused(409, "WRONG_STATE", suite().as("reviewer", "reader-4").post(reviews, {{"verdict", "pass"}}));
  CHECK(three.get("/v1/review-queue?programme_id=" + procedure.id()).json()["items"].empty());
}

TEST_CASE("an interview: booked, cancelled, booked again, scored behind closed doors, held back, concluded", "[selection]") {
  Procedure procedure(suite());
  const auto person = procedure.invited();
  auto applicant = procedure.applicant(person);
  auto admin = procedure.admin();
  const auto first = procedure.book(person);
  procedure.await_state(person, "interview_scheduled");
  refused(404, "NOT_FOUND", suite().as("applicant", "somebody else").act_now(first, "cancel"));
  expect(200, applicant.act_now(first, "cancel", {{"reason", "ill"}}));
  procedure.await_state(person, "invited");
  refused(409, "WRONG_STATE", admin.act_now(first, "conclude", {{"outcome", "pass"}}));

  const auto interview = procedure.book(person);
  const Json good{{"points", {{"credibility", 3}, {"responsibility", 3}, {"public_interest", 3}}}};
  refused(409, "NOT_ON_COMMITTEE", suite().as("interviewer", "passer-by").post(interview + "/scores", good));
  refused(422, "FIELDS_INVALID", suite().as("interviewer", "committee-1").post(interview + "/scores", {{"points", {{"credibility", 9}}}}));
  expect(200, suite().as("interviewer", "committee-4").post(interview + "/recuse", {{"reason", "a cousin"}}));
  refused(409, "RECUSED", suite().as("interviewer", "committee-4").post(interview + "/scores", good));
  procedure.score(interview, "committee-1", 3);
  procedure.await_state(person, "interviewed");
  refused(409, "SCORES_LOCKED", suite().as("interviewer", "committee-1").post(interview + "/scores", {{"points", {{"credibility", 5}, {"responsibility", 5}, {"public_interest", 5}}}}));
  CHECK(suite().as("interviewer", "committee-2").get(interview).json().value("scores", Json::array()).empty());
  refused(409, "QUORUM_MISSING", admin.act_now(interview, "conclude", {{"outcome", "pass"}}));
  refused(409, "WRONG_STATE", admin.act_now(interview, "cancel"));
  procedure.score(interview, "committee-2", 2);
  procedure.score(interview, "committee-3", 3);
  refused(422, "FIELDS_INVALID", admin.act_now(interview, "conclude", {{"outcome", "pass"}}));   // not what the rubric says: why?
  expect(200, admin.act_now(interview, "conclude", {{"outcome", "hold"}}));
  CHECK(procedure.state(person) == "interviewed");
  expect(200, admin.act_now(interview, "conclude", {{"outcome", "pass"}, {"reason", "convincing references"}}));
  procedure.await_state(person, "pool");
  CHECK(expect(200, admin.get(interview)).json()["scores"].size() == 3);
  refused(409, "WRONG_STATE", admin.act_now(interview, "conclude", {{"outcome", "fail"}, {"reason", "no"}}));
}

TEST_CASE("a draw keeps the quotas; what cannot be kept is said", "[selection]") {
  Procedure procedure(suite(), {2, 1});
  auto admin = procedure.admin();
  const auto put = [&](Json quotas) { return admin.put(procedure.path() + "/quota-plan", {{"panel_size", 2}, {"reserve_size", 1}, {"quotas", std::move(quotas)}}); };
  refused(422, "FIELDS_INVALID", put({quota("unknown", 0, 1)}));
  for (int i = 0; i < 3; ++i) procedure.pooled(female);
  expect(200, put({quota("male", 1, 1)}));
  const auto pool = expect(200, admin.get(procedure.path() + "/pool")).json();
  CHECK(pool["feasible"] == false);
  CHECK(!pool["relaxations"].empty());
  const Json announced{{"sources", Json::array({{{"kind", "dice"}, {"name", "Three dice"}, {"at", moment(std::chrono::hours(1))}}})}};
  refused(409, "QUOTAS_INFEASIBLE", admin.create(procedure.path() + "/draws", announced));
  const auto man = procedure.pooled(male);
  CHECK(expect(200, admin.get(procedure.path() + "/pool")).json()["feasible"] == true);
  const auto draw = procedure.draw();
  CHECK(draw["panel"].size() == 2);
  CHECK(draw["panel"].dump().find(man.application) != std::string::npos);
  CHECK(draw["reserve"].size() == 1);
  refused(409, "DRAW_DONE", admin.create(procedure.path() + "/draws", announced));
  refused(409, "DRAW_DONE", put({}));
  REQUIRE(await([&] {
    return admin.get("/v1/candidates?programme_id=" + procedure.id() + "&state=not_selected").json()["items"].size() == 1 &&
           admin.get("/v1/candidates?programme_id=" + procedure.id() + "&state=reserve").json()["items"].size() == 1;
  }));
}

TEST_CASE("an offer declined, or expired, calls a replacement who keeps the quotas", "[selection]") {
  Procedure procedure(suite(), {2, 2});
  auto admin = procedure.admin();
  std::map<std::string, Person> people;
  for (const auto& gender : {female, male, female, male}) {
    const auto person = procedure.pooled(gender);
    people[person.application] = person;
  }
  expect(200, admin.put(procedure.path() + "/quota-plan", {{"panel_size", 2}, {"reserve_size", 2}, {"quotas", {quota("female", 1, 1), quota("male", 1, 1)}}}));
  const bool expires = GENERATE(false, true);
  if (expires) {
    // Drawn a month ago, nobody answered.
    procedure.draw(std::chrono::hours(24 * 20));
  } else {
    procedure.draw();
  }
  const auto panel = expect(200, admin.get(procedure.path() + "/panel")).json()["items"];
  REQUIRE(panel.size() == 2);
  const auto leaver = people.at(panel[0]["id"]);
  refused(404, "NOT_FOUND", suite().as("applicant", "somebody else").act_now(leaver.member(), "accept"));
  if (expires) {
    refused(409, "OFFER_EXPIRED", procedure.applicant(leaver).act_now(leaver.member(), "accept"));
    const auto swept = expect(200, admin.post(procedure.path() + "/expire-offers")).json();
    CHECK(swept["expired"] == 2);
    CHECK(swept["replaced"] == 2);
    procedure.await_state(leaver, "expired");
  } else {
    refused(428, "IF_MATCH_REQUIRED", procedure.applicant(leaver).post(leaver.member() + "/decline"));
    refused(412, "VERSION_STALE", procedure.applicant(leaver).act(leaver.member() + "/decline", 99));
    expect(200, procedure.applicant(leaver).act_now(leaver.member(), "decline", {{"reason", "a new job"}}));
    procedure.await_state(leaver, "declined");
    refused(409, "WRONG_STATE", procedure.applicant(leaver).act_now(leaver.member(), "accept"));
  }
  bool replaced = false;
  const auto after = admin.get(procedure.path() + "/panel").json()["items"];
  for (const auto& member : after)
    if (member.value("replaces", "") == leaver.application) {
      replaced = true;
      CHECK(member["state"] == "offered");
      CHECK(member["features"]["gender"] == panel[0]["features"]["gender"]);
      procedure.await_state(people.at(member["id"]), "selected");
    }
  CHECK(replaced);
}

TEST_CASE("from the offer to the active shopper", "[selection]") {
  Procedure procedure(suite());
  const auto person = procedure.offered();
  auto admin = procedure.admin();
  auto applicant = procedure.applicant(person);
  procedure.await_state(person, "selected");
  CHECK(applicant.get("/v1/me").json()["duties"][0]["code"] == "ANSWER_OFFER");
  refused(409, "WRONG_STATE", admin.act_now(person.member(), "certify"));
  procedure.accept(person);
  procedure.await_state(person, "accepted");
  refused(409, "CODE_NOT_PUBLISHED", applicant.act_now(person.member(), "sign-code", {{"code_version", "1"}, {"sha256", "0"}}));
  procedure.sign(person);
  procedure.await_state(person, "onboarding");
  refused(422, "FIELDS_INVALID", applicant.act_now(person.member(), "sign-code", {{"code_version", "1"}, {"sha256", "0"}}));
  procedure.sign(person);   // once more is no step back
  CHECK(procedure.member_state(person) == "onboarding");
  const auto workshop = "/v1/workshops/" + new_id();
  expect(200, admin.put(workshop, {{"programme_id", procedure.id()}, {"title", {{"ar", "ورشة"}, {"en", "Workshop"}}}, {"starts_at", moment(std::chrono::hours(1))},
                                   {"minutes", 100}, {"minutes_needed", 80}, {"required", true}}));
  expect(200, admin.post(workshop + "/attendance", {{"member_id", person.application}, {"minutes", 10}}));
  const auto missing = refused(409, "CERTIFICATION_INCOMPLETE", admin.act_now(person.member(), "certify"));
  CHECK(missing.json()["errors"][0]["code"] == "WORKSHOP_NOT_ATTENDED");
  expect(200, admin.post(workshop + "/attendance", {{"member_id", person.application}, {"minutes", 100}}));
  refused(409, "WRONG_STATE", admin.act_now(person.member(), "activate"));
  procedure.certify(person);
  procedure.sign(person);
  CHECK(procedure.member_state(person) == "certified");
  CHECK(applicant.get(person.member() + "/certification").json()["certified"] == true);
  refused(404, "NOT_FOUND", suite().as("shopper", "somebody else").get(person.member()));
  procedure.activate(person);
  procedure.sign(person);
  CHECK(procedure.member_state(person) == "active");
  procedure.await_state(person, "active");
}

TEST_CASE("absence, return, and the end of the programme", "[selection]") {
  Procedure procedure(suite());
  const auto person = procedure.active_member();
  auto shopper = procedure.shopper(person);
  const bool while_absent = GENERATE(false, true);
  const Json absence{{"application_id", person.application}, {"kind", "absence"}, {"from", day(1)}, {"to", day(5)}};
  auto dry = absence;
  dry["dry_run"] = true;
  CHECK(expect(201, shopper.create("/v1/notices", dry)).json()["effects"][0]["code"] == "MISSIONS_PAUSED");
  expect(201, shopper.create("/v1/notices", absence));
  REQUIRE(await([&] { return procedure.member_state(person) == "absent"; }));
  if (!while_absent) {
    refused(404, "NOT_FOUND", suite().as("shopper", "somebody else").act_now(person.member(), "return"));
    expect(200, shopper.act_now(person.member(), "return"));
    CHECK(procedure.member_state(person) == "active");
    refused(409, "WRONG_STATE", shopper.act_now(person.member(), "return"));
  }
  CHECK(act(procedure, person, "complete")["state"] == "completed");
  refused(409, "WRONG_STATE", procedure.admin().act_now(person.member(), "suspend", {{"reason", "late"}}));
}

TEST_CASE("suspended and reinstated, released, removed: from every state, and the reserve is called", "[selection]") {
  for (const auto& way : candidate_ways()) {
    INFO(way.state);
    Procedure procedure(suite(), {3, 1});
    auto admin = procedure.admin();
    std::vector<Person> people;
    for (int i = 0; i < 4; ++i) people.push_back(procedure.pooled());
    procedure.draw();
    std::vector<Person> panel;
    Person reserve;
    for (const auto& person : people) (procedure.member_state(person) == "offered" ? panel.push_back(person) : void(reserve = person));
    REQUIRE(panel.size() == 3);
    for (const auto& member : panel) way.go(procedure, member);
    refused(422, "FIELDS_INVALID", admin.act_now(panel[0].member(), "suspend"));
    CHECK(act(procedure, panel[0], "suspend")["state"] == "suspended");
    CHECK(procedure.member_state(reserve) == "offered");
    CHECK(act(procedure, panel[0], "reinstate")["state"] == way.state);
    CHECK(act(procedure, panel[0], "suspend")["state"] == "suspended");
    CHECK(act(procedure, panel[0], "release")["state"] == "released");
    refused(409, "WRONG_STATE", admin.act_now(panel[0].member(), "reinstate", {{"reason", "no"}}));
    CHECK(act(procedure, panel[1], "remove")["state"] == "removed");
    CHECK(act(procedure, panel[2], "suspend")["state"] == "suspended");
    CHECK(act(procedure, panel[2], "remove")["state"] == "removed");
    CHECK(act(procedure, reserve, "release")["state"] == "released");   // from the offer
  }
}

TEST_CASE("a member who waits in the reserve is released; one in onboarding too", "[selection]") {
  Procedure procedure(suite(), {1, 1});
  const auto one = procedure.pooled(), two = procedure.pooled();
  procedure.draw();
  const auto& waiting = procedure.member_state(one) == "waiting" ? one : two;
  const auto& offered = procedure.member_state(one) == "waiting" ? two : one;
  CHECK(act(procedure, waiting, "release")["state"] == "released");
  procedure.accept(offered);
  CHECK(act(procedure, offered, "release")["state"] == "released");
}

TEST_CASE("notices: what suspends, what adds a conflict, what is only recorded", "[selection]") {
  const std::vector<std::pair<Json, std::string>> cases{
      {{{"kind", "absence"}, {"from", day(1)}, {"to", day(30)}}, "suspended"},
      {{{"kind", "residency"}}, "suspended"},
      {{{"kind", "health"}}, "suspended"},
      {{{"kind", "conflict"}, {"conflicts", {"MOI"}}}, "active"},
      {{{"kind", "employer"}, {"conflicts", {"MOPH"}}}, "active"},
      {{{"kind", "contact"}, {"remark", "a new telephone"}}, "active"},
  };
  Procedure procedure(suite());
  const auto person = procedure.active_member();
  auto shopper = procedure.shopper(person);
  refused(422, "FIELDS_INVALID", shopper.create("/v1/notices", {{"application_id", person.application}, {"kind", "absence"}}));
  refused(404, "NOT_FOUND", suite().as("shopper", "somebody else").create("/v1/notices", {{"application_id", person.application}, {"kind", "health"}}));
  for (auto [notice, state] : cases) {
    INFO(notice);
    notice["application_id"] = person.application;
    const auto version = procedure.admin().get(person.member()).json()["version"];
    expect(201, shopper.create("/v1/notices", notice));
    REQUIRE(await([&] { return procedure.admin().get(person.member()).json()["version"] != version; }));
    CHECK(procedure.member_state(person) == state);
    if (state == "suspended") CHECK(act(procedure, person, "reinstate")["state"] == "active");
  }
}
