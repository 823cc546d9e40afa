// Programmes and applications: every arrow of their lifecycles, every rule of eligibility, what is refused and how it is said.
#include "tests/harness/procedure.h"
#include "tests/integration/shared.h"

using namespace shopper::test;

namespace {

const Json* rule_of(const Json& application, const std::string& rule) {
  for (const auto& verdict : application["verdict"]["rules"])
    if (verdict["rule"] == rule) return &verdict;
  return nullptr;
}

// How a person comes to be in each state from which one may withdraw.
struct ApplicationWay {
  std::string state;
  std::function<Person(Procedure&)> go;
};
const std::vector<ApplicationWay>& application_ways() {
  static const std::vector<ApplicationWay> all{
      {"draft", [](Procedure& p) { return p.draft(); }},
      {"ineligible", [](Procedure& p) { return p.submitted({{"date_of_birth", day(-365 * 17)}}); }},
      {"phase1_review", [](Procedure& p) { return p.candidate(); }},
      {"invited", [](Procedure& p) { return p.invited(); }},
      {"interview_scheduled", [](Procedure& p) { return p.scheduled(); }},
      {"interviewed", [](Procedure& p) { return p.interviewed(); }},
      {"pool", [](Procedure& p) { return p.pooled(); }},
      {"selected", [](Procedure& p) { return p.offered(); }},
      {"accepted", [](Procedure& p) { auto person = p.offered(); p.accept(person); return person; }},
      {"onboarding", [](Procedure& p) { auto person = p.offered(); p.accept(person); p.sign(person); return person; }},
      {"active", [](Procedure& p) { return p.active_member(); }},
  };
  return all;
}

}  // namespace

TEST_CASE("a programme: draft, published, closed, and open again", "[registration]") {
  Procedure other(suite());
  auto admin = other.admin();
  auto details = admin.get(other.path()).json();
  for (const char* given : {"id", "version", "state", "created_at", "published_at", "open"}) details.erase(given);
  const auto path = "/v1/programmes/" + new_id();
  details["code"] = "T-" + path.substr(path.size() - 12);

  const auto created = expect(200, admin.put(path, details));
  CHECK(created.json()["state"] == "draft");
  CHECK(created.etag() == "\"1\"");
  expect(200, admin.put(path, details));   // the same content again is no change
  auto changed = details;
  changed["panel_size"] = 9;
  const auto differs = refused(409, "PROGRAMME_DIFFERS", admin.put(path, changed));
  CHECK(differs.json()["errors"][0]["pointer"] == "/panel_size");

  refused(404, "NOT_FOUND", suite().anyone().get(path));
  refused(428, "IF_MATCH_REQUIRED", admin.send("PATCH", path, R"({"panel_size": 2})", {{"Content-Type", "application/merge-patch+json"}}));
  CHECK(expect(200, admin.patch(path, 1, {{"panel_size", 2}})).json()["panel_size"] == 2);
  refused(412, "VERSION_STALE", admin.patch(path, 1, {{"panel_size", 3}}));
  refused(409, "WRONG_STATE", admin.act(path + "/close", 2, {{"reason", "too early"}}));
  refused(403, "FORBIDDEN", suite().as("applicant").act(path + "/publish", 2));
  expect(200, admin.act(path + "/publish", 2));
  CHECK(expect(200, suite().anyone().get(path)).json()["open"] == true);
  refused(409, "WRONG_STATE", admin.act(path + "/publish", 3));

  refused(422, "FIELDS_INVALID", admin.act(path + "/extend", 3, {{"closes_on", day(1)}, {"reason", "earlier"}}));
  expect(200, admin.act(path + "/extend", 3, {{"closes_on", day(40)}, {"reason", "a holiday"}}));
  refused(422, "FIELDS_INVALID", admin.act(path + "/close", 4));
  CHECK(expect(200, admin.act(path + "/close", 4, {{"reason", "enough applications"}})).json()["open"] == false);
  CHECK(expect(200, admin.act(path + "/extend", 5, {{"closes_on", day(50)}, {"reason", "not enough after all"}})).json()["state"] == "published");
}

TEST_CASE("outside the window nobody applies, and a draft of the window has a grace", "[registration]") {
  Procedure procedure(suite());
  auto person = procedure.draft();
  expect(200, procedure.admin().act_now(procedure.path(), "close", {{"reason", "for a test"}}));
  refused(409, "WINDOW_CLOSED", suite().as("applicant", "late").put("/v1/applications/" + new_id(), {{"programme_id", procedure.id()}, {"details", procedure.details()}}));
  expect(200, procedure.applicant(person).act(person.path() + "/submit", 1));
}

TEST_CASE("anyone may ask whether they are eligible", "[registration]") {
  Procedure procedure(suite());
  auto anyone = suite().anyone();
  const auto check = procedure.path() + "/eligibility-check";
  CHECK(expect(200, anyone.post(check, {{"date_of_birth", "1990-01-01"}, {"residency", "citizen"}})).json()["eligible"] == true);
  const auto young = expect(200, anyone.post(check, {{"date_of_birth", day(-365 * 10)}, {"residency", "work"}, {"resident_since", day(-30)}})).json();
  CHECK(young["eligible"] == false);
  CHECK(young["rules"].size() == 2);
  CHECK(!young["rules"][0]["text"]["ar"].get<std::string>().empty());
  refused(422, "FIELDS_INVALID", anyone.post(check, {{"residency", "citizen"}}));
}

TEST_CASE("a draft is edited, submitted and judged", "[registration]") {
  Procedure procedure(suite());
  auto person = procedure.draft({{"motivation", nullptr}});
  auto applicant = procedure.applicant(person);
  const auto incomplete = refused(422, "FIELDS_INVALID", applicant.act(person.path() + "/submit", 1));
  CHECK(incomplete.json()["errors"][0]["pointer"] == "/details/motivation");
  refused(428, "IF_MATCH_REQUIRED", applicant.post(person.path() + "/submit"));
  refused(422, "FIELDS_INVALID", applicant.patch(person.path(), 1, {{"email", "nonsense"}, {"nationality", "QA"}}));
  const auto edited = expect(200, applicant.patch(person.path(), 1, {{"motivation", "I care"}})).json();
  CHECK(edited["version"] == 2);
  refused(412, "VERSION_STALE", applicant.act(person.path() + "/submit", 1));
  refused(404, "NOT_FOUND", suite().as("applicant", "somebody else").get(person.path()));
  refused(404, "NOT_FOUND", procedure.admin().get(person.path()));   // a draft is its owner's alone

  const auto submitted = expect(200, applicant.act(person.path() + "/submit", 2)).json();
  CHECK(submitted["verdict"]["eligible"] == true);
  CHECK(submitted["features"]["gender"] == "female");
  CHECK(submitted["details"]["qid"].get<std::string>().find("*****") == 3);
  procedure.await_state(person, "phase1_review");
  const auto again = refused(409, "WRONG_STATE", applicant.act_now(person.path(), "submit"));
  CHECK(again.json()["actions"].dump().find("withdraw") != std::string::npos);

  const auto status = expect(200, applicant.get(person.path() + "/status")).json();
  CHECK(status["timeline"].size() == 3);
  CHECK(status["timeline"][2]["state"] == "phase1_review");
  CHECK(!status["timeline"][2]["texts"][0]["ar"].get<std::string>().empty());
  refused(409, "APPLICATION_EXISTS", applicant.put("/v1/applications/" + new_id(), {{"programme_id", procedure.id()}, {"details", procedure.details()}}));
}

TEST_CASE("an application may be put again with the same content only", "[registration]") {
  Procedure procedure(suite());
  Person person{"person-" + new_id(), new_id()};
  auto applicant = procedure.applicant(person);
  Json body{{"programme_id", procedure.id()}, {"details", procedure.details()}};
  const auto first = expect(200, applicant.put(person.path(), body)).json();
  CHECK(expect(200, applicant.put(person.path(), body)).json() == first);
  body["details"]["employer"] = "Another";
  CHECK(refused(409, "APPLICATION_DIFFERS", applicant.put(person.path(), body)).json()["errors"][0]["pointer"] == "/details/employer");
  refused(404, "NOT_FOUND", suite().as("applicant", "thief").put(person.path(), body));
}

TEST_CASE("each rule of eligibility can fail, and says why in both languages", "[registration]") {
  Procedure procedure(suite());
  const std::vector<std::pair<std::string, Json>> cases{
      {"AGE_MINIMUM", {{"date_of_birth", day(-365 * 17)}}},
      {"RESIDENCY_MINIMUM", {{"residency", "work"}, {"resident_since", day(-300)}}},
      {"QID_STRUCTURE", {{"qid", "49063400001"}}},
      {"DECLARATIONS_COMPLETE", {{"declarations", {{"impartial", false}}}}},
      {"CONFLICTS_DECLARED", {{"declarations", {{"conflicts_complete", false}}}}},
      {"CONSENT_CURRENT", {{"consent_notice_version", "0"}}},
  };
  for (const auto& [rule, changes] : cases) {
    INFO(rule);
    const auto person = procedure.submitted(changes);
    const auto application = procedure.applicant(person).get(person.path()).json();
    CHECK(application["state"] == "ineligible");
    const auto* verdict = rule_of(application, rule);
    REQUIRE(verdict);
    CHECK((*verdict)["outcome"] == "failed");
    CHECK(!(*verdict)["text"]["ar"].get<std::string>().empty());
    CHECK(!(*verdict)["inputs"].empty());
  }
  SECTION("the same person twice") {
    const auto qid = procedure.details()["qid"];
    procedure.submitted({{"qid", qid}});
    const auto second = procedure.submitted({{"qid", qid}});
    const auto application = procedure.applicant(second).get(second.path()).json();
    CHECK(application["state"] == "ineligible");
    CHECK((*rule_of(application, "DUPLICATE_PERSON"))["outcome"] == "failed");
  }
  SECTION("a mismatch with the QID is a question, not a refusal") {
    const auto person = procedure.candidate({{"date_of_birth", "1989-05-17"}, {"nationality", "818"}});
    const auto application = procedure.applicant(person).get(person.path()).json();
    CHECK((*rule_of(application, "QID_BIRTH_YEAR"))["outcome"] == "review");
    CHECK((*rule_of(application, "QID_NATIONALITY"))["outcome"] == "review");
  }
}

TEST_CASE("an application is withdrawn from every state that allows it", "[registration]") {
  for (const auto& way : application_ways()) {
    INFO(way.state);
    Procedure procedure(suite());
    const auto person = way.go(procedure);
    auto applicant = procedure.applicant(person);
    REQUIRE(await([&] { return applicant.get(person.path()).json()["state"] == way.state; }));
    refused(404, "NOT_FOUND", suite().as("applicant", "somebody else").act(person.path() + "/withdraw", 1));
    CHECK(expect(200, applicant.act_now(person.path(), "withdraw", {{"reason", "moving abroad"}})).json()["state"] == "withdrawn");
    refused(409, "WRONG_STATE", applicant.act_now(person.path(), "withdraw"));
    refused(409, "WRONG_STATE", applicant.act_now(person.path(), "submit"));
  }
}

TEST_CASE("withdrawn while selection is away: a submitted application, and nothing comes of it later", "[registration]") {
  Procedure procedure(suite());
  suite().kill("selection");
  const auto person = procedure.submitted();
  CHECK(procedure.state(person) == "submitted");
  auto applicant = procedure.applicant(person);
  expect(200, applicant.act_now(person.path(), "withdraw"));
  suite().start("selection");
  REQUIRE(await([&] { return procedure.admin().get("/v1/candidates/" + person.application).json()["state"] == "withdrawn"; }));
  CHECK(procedure.state(person) == "withdrawn");
}

TEST_CASE("a reserve member withdraws", "[registration]") {
  Procedure procedure(suite(), {1, 1});
  const auto one = procedure.pooled(), two = procedure.pooled();
  const auto draw = procedure.draw();
  const auto& waiting = draw["reserve"][0] == one.application ? one : two;
  procedure.await_state(waiting, "reserve");
  expect(200, procedure.applicant(waiting).act_now(waiting.path(), "withdraw"));
  REQUIRE(await([&] { return procedure.member_state(waiting) == "released"; }));
}

TEST_CASE("facts are corrected until the draw, and judged again", "[registration]") {
  for (const auto& way : application_ways()) {
    INFO(way.state);
    const bool allowed = way.state == "phase1_review" || way.state == "invited" || way.state == "interview_scheduled" || way.state == "interviewed" || way.state == "pool";
    if (way.state == "draft") continue;
    Procedure procedure(suite());
    const auto person = way.go(procedure);
    auto applicant = procedure.applicant(person);
    REQUIRE(await([&] { return applicant.get(person.path()).json()["state"] == way.state; }));
    const auto version = applicant.get(person.path()).json()["version"].get<std::int64_t>();
    const auto answer = applicant.patch(person.path(), version, {{"gender", "male"}});
    if (!allowed) {
      refused(409, "WRONG_STATE", answer);
      continue;
    }
    CHECK(expect(200, answer).json()["features"]["gender"] == "male");
    REQUIRE(await([&] { return procedure.admin().get("/v1/candidates/" + person.application).json()["features"]["gender"] == "male"; }));
    const auto worse = expect(200, applicant.patch(person.path(), version + 1, {{"date_of_birth", day(-365 * 17)}})).json();
    CHECK(worse["state"] == "ineligible");
    REQUIRE(await([&] { return procedure.admin().get("/v1/candidates/" + person.application).json()["state"] == "withdrawn"; }));
  }
}

TEST_CASE("an ineligible verdict is appealed against: dismissed, upheld, once only", "[registration]") {
  Procedure procedure(suite());
  const Json too_new{{"residency", "work"}, {"resident_since", day(-300)}};
  auto admin = procedure.admin();
  const auto appeal = [&](const Person& person) {
    auto applicant = procedure.applicant(person);
    refused(400, "IDEMPOTENCY_KEY_MISSING", applicant.post(person.path() + "/appeal", {{"grounds", "I lived here before"}}));
    return expect(201, applicant.create(person.path() + "/appeal", {{"grounds", "I lived here before"}})).json();
  };
  SECTION("dismissed") {
    const auto person = procedure.submitted(too_new);
    const auto filed = appeal(person);
    CHECK(filed["stage"] == "eligibility");
    const auto path = "/v1/application-appeals/" + filed["id"].get<std::string>();
    refused(422, "FIELDS_INVALID", admin.act(path + "/decide", 1, {{"upheld", false}}));
    expect(200, admin.act(path + "/decide", 1, {{"upheld", false}, {"reason", "No proof"}}));
    refused(409, "WRONG_STATE", admin.act(path + "/decide", 2, {{"upheld", true}, {"reason", "Second thoughts"}}));
    CHECK(procedure.applicant(person).get(person.path()).json()["state"] == "ineligible");
    refused(409, "APPEAL_EXISTS", procedure.applicant(person).create(person.path() + "/appeal", {{"grounds", "Again"}}));
  }
  SECTION("upheld") {
    const auto person = procedure.submitted(too_new);
    const auto path = "/v1/application-appeals/" + appeal(person)["id"].get<std::string>();
    expect(200, admin.act(path + "/decide", 1, {{"upheld", true}, {"reason", "Proof was brought"}}));
    procedure.await_state(person, "phase1_review");
  }
  SECTION("upheld after a correction took the candidate out of selection") {
    const auto person = procedure.invited();
    auto applicant = procedure.applicant(person);
    const auto version = applicant.get(person.path()).json()["version"].get<std::int64_t>();
    CHECK(expect(200, applicant.patch(person.path(), version, too_new)).json()["state"] == "ineligible");
    REQUIRE(await([&] { return admin.get("/v1/candidates/" + person.application).json()["state"] == "withdrawn"; }));
    const auto path = "/v1/application-appeals/" + appeal(person)["id"].get<std::string>();
    expect(200, admin.act(path + "/decide", 1, {{"upheld", true}, {"reason", "Proof was brought"}}));
    procedure.await_state(person, "phase1_review");
  }
  SECTION("nothing to appeal against") {
    const auto person = procedure.candidate();
    refused(409, "WRONG_STATE", procedure.applicant(person).create(person.path() + "/appeal", {{"grounds", "Why not"}}));
  }
}

TEST_CASE("rejected by the readers: an upheld appeal brings other readers", "[registration]") {
  Procedure procedure(suite());
  const auto person = procedure.candidate();
  procedure.review(person, "reader-1", "fail");
  procedure.review(person, "reader-2", "fail");
  procedure.await_state(person, "rejected");
  auto applicant = procedure.applicant(person);
  const auto filed = expect(201, applicant.create(person.path() + "/appeal", {{"grounds", "Please read again"}})).json();
  CHECK(filed["stage"] == "phase1");
  expect(200, procedure.admin().act("/v1/application-appeals/" + filed["id"].get<std::string>() + "/decide", 1, {{"upheld", true}, {"reason", "Read too quickly"}}));
  procedure.await_state(person, "phase1_review");
  refused(409, "REVIEW_EXISTS", suite().as("reviewer", "reader-1").post(person.path() + "/reviews", {{"verdict", "pass"}}));
  procedure.review(person, "reader-3", "pass");
  procedure.review(person, "reader-4", "pass");
  procedure.await_state(person, "invited");
}

TEST_CASE("a failed interview: an upheld appeal brings another one", "[registration]") {
  Procedure procedure(suite());
  const auto person = procedure.invited();
  const auto interview = procedure.book(person);
  for (const char* member : {"committee-1", "committee-2", "committee-3"}) procedure.score(interview, member, 0);
  expect(200, procedure.admin().act_now(interview, "conclude", {{"outcome", "fail"}}));
  procedure.await_state(person, "not_passed");
  const auto filed = expect(201, procedure.applicant(person).create(person.path() + "/appeal", {{"grounds", "I was ill"}})).json();
  CHECK(filed["stage"] == "interview");
  expect(200, procedure.admin().act("/v1/application-appeals/" + filed["id"].get<std::string>() + "/decide", 1, {{"upheld", true}, {"reason", "A certificate was shown"}}));
  procedure.await_state(person, "invited");
  procedure.book(person);
  procedure.await_state(person, "interview_scheduled");
}

TEST_CASE("the same Idempotency-Key: the first answer again, or a refusal", "[registration]") {
  auto anyone = suite().as("applicant", "asker-" + new_id());
  const Headers key{{"Idempotency-Key", new_id()}};
  Json question{{"email", "a@example.org"}, {"subject", "Window"}, {"question", "Until when?"}};
  const auto first = expect(201, anyone.post("/v1/inquiries", question, key));
  const auto second = expect(201, anyone.post("/v1/inquiries", question, key));
  CHECK(second.json() == first.json());
  question["question"] = "Something else?";
  refused(422, "IDEMPOTENCY_KEY_REUSED", anyone.post("/v1/inquiries", question, key));
}

TEST_CASE("an inquiry is answered, and read with its receipt", "[registration]") {
  auto anyone = suite().anyone();
  const auto asked = expect(201, anyone.create("/v1/inquiries", {{"email", "a@example.org"}, {"subject", "Window"}, {"question", "Until when?"}})).json();
  const auto path = "/v1/inquiries/" + asked["id"].get<std::string>();
  const auto receipt = "?receipt=" + asked["receipt"].get<std::string>();
  CHECK(anyone.get(path + "?receipt=wrong").status == 404);
  auto admin = suite().as("administrator");
  expect(200, admin.act(path + "/answer", 1, {{"answer", "Until the sixth of July"}}));
  CHECK(expect(200, anyone.get(path + receipt)).json()["answer"] == "Until the sixth of July");
}

TEST_CASE("problems speak the reader's language", "[registration]") {
  auto anyone = suite().anyone();
  const auto path = "/v1/programmes/" + new_id();
  const auto arabic = refused(404, "NOT_FOUND", anyone.get(path, {{"Accept-Language", "ar"}}));
  const auto english = refused(404, "NOT_FOUND", anyone.get(path, {{"Accept-Language", "en"}}));
  CHECK(arabic.json()["detail"].get<std::string>().find("لا يوجد") != std::string::npos);
  CHECK(english.json()["detail"].get<std::string>().find("nothing") != std::string::npos);
  CHECK(arabic.header("content-language") == "ar");
  refused(401, "TOKEN_MISSING", anyone.get("/v1/applications"));
}

TEST_CASE("lists page without gaps", "[registration]") {
  Procedure procedure(suite());
  for (int i = 0; i < 5; ++i) procedure.draft();
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) seen.insert(procedure.submitted().application);
  std::set<std::string> listed;
  std::string next = "/v1/applications?limit=2&programme_id=" + procedure.id(), cursor;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = expect(200, procedure.admin().get(next + cursor)).json();
    for (const auto& item : page["items"]) CHECK(listed.insert(item["id"]).second);
    if (page.value("next_cursor", "").empty()) break;
    cursor = "&cursor=" + page["next_cursor"].get<std::string>();
  }
  CHECK(listed == seen);
  const auto counts = expect(200, procedure.admin().get(procedure.path() + "/application-counts")).json();
  CHECK(counts["by_state"]["draft"] == 5);
}
