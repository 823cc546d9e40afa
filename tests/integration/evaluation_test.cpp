// Evaluations: from the draft to the locked result; every arrow of their lifecycle, and what is refused on the way.
#include <cmath>
#include <set>

#include "platform/crypto/hash.h"
#include "tests/harness/fieldwork.h"
#include "tests/integration/shared.h"

using namespace shopper::test;
using Fields = std::vector<std::string>;

namespace {

// How an evaluation comes to be in each state, and what quality control and its author can do there.
struct ReportWay {
  std::string state;
  std::set<std::string> actions;
  std::function<std::string(Fieldwork&, const Place&)> go;
};

std::string after(Fieldwork& field, const Place& at, std::initializer_list<const char*> steps) {
  const auto path = field.submitted(field.person(0), at);
  for (const auto* step : steps) field.review(path, step);
  return path;
}
std::string resubmitted(Fieldwork& field, const Place& at) {
  const auto path = after(field, at, {"return"});
  expect(200, field.shopper(field.person(0)).act_now(path, "resubmit"));
  return path;
}
std::string decided(Fieldwork& field, const Place& at, const std::string& outcome) {
  const auto path = after(field, at, {"take-up", "approve", "release"});
  field.results(at, 1);
  const auto appeal = field.appeal(at, path);
  expect(200, field.decide(appeal, outcome, outcome == "amended" ? Json{{"clear", "no"}} : Json::object()));
  field.await_evaluation(path, outcome);
  return path;
}

const std::vector<ReportWay>& report_ways() {
  static const std::vector<ReportWay> all{
      {"submitted", {"take-up", "return"}, [](Fieldwork& f, const Place& at) { return after(f, at, {}); }},
      {"returned", {"resubmit"}, [](Fieldwork& f, const Place& at) { return after(f, at, {"return"}); }},
      {"resubmitted", {"take-up", "return"}, resubmitted},
      {"in_review", {"return", "hold", "approve", "reject", "exclude"}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up"}); }},
      {"on_hold", {"take-up", "return", "approve", "reject", "exclude"}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up", "hold"}); }},
      {"approved", {"release"}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up", "approve"}); }},
      {"rejected", {}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up", "reject"}); }},
      {"excluded", {}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up", "hold", "exclude"}); }},
      {"released", {"lock"}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up", "approve", "release"}); }},
      {"appealed", {},
       [](Fieldwork& f, const Place& at) {
         const auto path = after(f, at, {"take-up", "approve", "release"});
         f.results(at, 1);
         f.appeal(at, path);
         return path;
       }},
      {"upheld", {"lock"}, [](Fieldwork& f, const Place& at) { return decided(f, at, "upheld"); }},
      {"amended", {"lock"}, [](Fieldwork& f, const Place& at) { return decided(f, at, "amended"); }},
      {"annulled", {"lock"}, [](Fieldwork& f, const Place& at) { return decided(f, at, "annulled"); }},
      {"locked", {}, [](Fieldwork& f, const Place& at) { return after(f, at, {"take-up", "approve", "release", "lock"}); }},
  };
  return all;
}

// The state that each step leads to.
const std::map<std::string, std::string> leads_to{{"take-up", "in_review"}, {"return", "returned"}, {"hold", "on_hold"}, {"approve", "approved"}, {"reject", "rejected"},
                                                  {"exclude", "excluded"}, {"release", "released"}, {"lock", "locked"}, {"resubmit", "resubmitted"}};

}  // namespace

TEST_CASE("every arrow of an evaluation, and no other", "[evaluation]") {
  Fieldwork field(suite(), 1);
  for (const auto& way : report_ways()) {
    for (const auto& [action, target] : leads_to) {
      // One evaluation for each arrow; one in each state for all that is refused there.
      if (!way.actions.contains(action) && action != "take-up" && action != "release") continue;
      INFO(way.state << " " << action);
      const auto at = field.place();
      const auto path = way.go(field, at);
      REQUIRE(field.state(path) == way.state);
      for (const auto& [other, ignored] : leads_to) {
        if (way.actions.contains(other)) continue;
        INFO(other);
        const auto now = field.evaluation(path);
        auto actor = other == "resubmit" ? field.shopper(field.person(0)) : field.analyst();
        const auto answer = refused(409, "WRONG_STATE", actor.act(path + "/" + other, now["version"], other == "resubmit" ? Json::object() : Json{{"reason", "to see"}}));
        CHECK(answer.json().value("actions", Json::array()) == now["actions"]);
      }
      CHECK(field.state(path) == way.state);
      if (!way.actions.contains(action)) break;
      auto actor = action == "resubmit" ? field.shopper(field.person(0)) : field.analyst();
      const auto moved = expect(200, actor.act_now(path, action, action == "resubmit" ? Json::object() : Json{{"reason", "as the rules say"}})).json();
      CHECK(moved["state"] == target);
    }
  }
}

TEST_CASE("a draft is its author's alone, is replaced as often as needed, and becomes a report", "[evaluation]") {
  Fieldwork field(suite(), 2);
  const auto at = field.place();
  const auto& person = field.person(0);
  auto author = field.shopper(person);
  const auto path = "/v1/evaluations/" + new_id();
  const auto first = expect(200, author.put(path, field.sheet(at, true, {{"answers", {{"greeted", "yes"}}}}))).json();   // drafts may be incomplete
  CHECK(first["state"] == "draft");
  CHECK(first["mode"] == "organic");
  CHECK(first["version"] == 1);
  CHECK(expect(200, author.put(path, field.sheet(at, true, {{"answers", {{"greeted", "yes"}}}}))).json() == first);   // the same is no change
  refused(422, "FIELDS_INVALID", author.put(path, field.sheet(at, true, {{"answers", {{"greeted", "perhaps"}}}})));
  refused(404, "NOT_FOUND", field.shopper(field.person(1)).get(path));
  refused(404, "NOT_FOUND", field.shopper(field.person(1)).put(path, field.sheet(at)));
  refused(404, "NOT_FOUND", field.analyst().get(path));
  CHECK(field.analyst().get("/v1/evaluations?programme_id=" + field.id()).json()["items"].empty());
  CHECK(author.get("/v1/evaluations?programme_id=" + field.id()).json()["items"].size() == 1);
  refused(403, "FORBIDDEN", field.officer(at).get(path));
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.act_now(path, "submit"))) == Fields{"/answers/clear ANSWER_MISSING", "/answers/minutes ANSWER_MISSING"});
  CHECK(expect(200, author.get(path)).json()["state"] == "draft");
  CHECK(expect(200, author.put(path, field.sheet(at))).json()["version"] == 2);
  refused(412, "VERSION_STALE", author.act(path + "/submit", 1));
  const auto submitted = expect(200, author.act(path + "/submit", 2)).json();
  CHECK(submitted["state"] == "submitted");
  CHECK(submitted["score"].get<double>() > 0.9);
  CHECK(submitted["dimensions"].size() == 3);
  refused(409, "WRONG_STATE", author.act_now(path, "submit"));
  // Put again: the same sheet is a repetition, another one an error.
  CHECK(expect(200, author.put(path, field.sheet(at))).json() == submitted);
  CHECK(expect(200, author.put(path, field.sheet(at, true, {{"submit", true}}))).json() == submitted);
  const auto differs = refused(409, "EVALUATION_DIFFERS", author.put(path, field.sheet(at, false, {{"channel", "web"}})));
  CHECK(fields_of(differs) == Fields{"/answers DIFFERS", "/channel DIFFERS"});
  auto as_reviewed = submitted;
  as_reviewed["shopper"] = "";   // quality control does not see who wrote it
  CHECK(field.evaluation(path) == as_reviewed);
}

TEST_CASE("a report's wrong fields come all at once, each by its name", "[evaluation]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place();
  auto author = field.shopper(field.person(0));
  const auto path = "/v1/evaluations/" + new_id();
  const Json wrong{{"branch_id", ""}, {"channel", "visit"}, {"visited_on", day(1)}, {"submit", true},
                   {"answers", {{"greeted", "perhaps"}, {"minutes", 601}, {"receipt", std::string(64, 'a')}, {"comment", "Mr Smith was rude"}, {"extra", 1}}}};
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.put(path, field.sheet(at, true, wrong)))) ==
        Fields{"/answers/clear ANSWER_MISSING", "/answers/comment TEXT_NAMES_PERSON", "/answers/extra QUESTION_UNKNOWN", "/answers/greeted CHOICE_UNKNOWN",
               "/answers/minutes CONSTRAINT_BROKEN", "/answers/receipt ANSWER_NOT_RELEVANT", "/answers/receipt EVIDENCE_MISSING", "/branch_id BRANCH_MISSING",
               "/visited_on VISIT_IN_FUTURE"});
  refused(404, "NOT_FOUND", author.get(path));   // nothing was kept
  const auto old = field.sheet(at, true, {{"visited_on", day(-32)}, {"submit", true}});
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.put(path, old))) == Fields{"/visited_on VISIT_TOO_OLD"});
  refused(422, "FIELDS_INVALID", author.put("/v1/evaluations/no-uuid", field.sheet(at)));
  refused(409, "NOT_A_MEMBER", suite().as("shopper", "passer-by").put(path, field.sheet(at, true, {{"submit", true}})));
  refused(403, "FORBIDDEN", field.analyst().put(path, field.sheet(at)));
  // Late and delayed reports are taken and flagged.
  const auto delayed = field.put(field.person(0), field.sheet(at, true, {{"visited_on", day(-1)}, {"visit_ended_at", moment(-std::chrono::hours(5))}, {"submit", true}}));
  CHECK(field.evaluation(delayed)["flags"] == Json{"REPORT_DELAYED"});
  const auto on_time = field.put(field.person(0), field.sheet(at, true, {{"submit", true}, {"channel", "web"}, {"branch_id", ""}}));
  CHECK(field.evaluation(on_time)["flags"].empty());
  const auto summary = expect(200, field.analyst().get("/v1/quality/summary?programme_id=" + field.id())).json();
  CHECK(summary["delayed"] == 1);
}

TEST_CASE("evidence is what its SHA-256 says, and comes before the report that names it", "[evaluation]") {
  Fieldwork field(suite(), 2);
  const auto at = field.place();
  auto author = field.shopper(field.person(0));
  const auto sha256 = shopper::crypto::sha256_hex(a_picture());
  auto paid = answers(true);
  paid["paid"] = "card";
  const auto sheet = field.sheet(at, true, {{"answers", paid}});
  const auto path = field.put(field.person(0), sheet);
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.act_now(path, "submit"))) == Fields{"/answers/receipt ANSWER_MISSING"});
  paid["receipt"] = sha256;
  expect(200, author.put(path, field.sheet(at, true, {{"answers", paid}})));
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.act_now(path, "submit"))) == Fields{"/answers/receipt EVIDENCE_MISSING"});

  const auto attach = [&](auto&& actor, const std::string& name, const std::string& content, const std::string& type) {
    return actor.send("PUT", path + "/evidence/" + name, content, {{"Content-Type", type}});
  };
  CHECK(fields_of(refused(422, "FIELDS_INVALID", attach(author, std::string(64, 'a'), a_picture(), "image/png"))) == Fields{"/sha256 EVIDENCE_HASH_MISMATCH"});
  CHECK(fields_of(refused(422, "FIELDS_INVALID", attach(author, sha256, a_picture(), "image/jpeg"))) == Fields{"/content EVIDENCE_TYPE_WRONG"});
  CHECK(attach(author, sha256, a_picture(), "image/gif").status == 415);
  refused(404, "NOT_FOUND", attach(field.shopper(field.person(1)), sha256, a_picture(), "image/png"));
  const auto kept = expect(201, attach(author, sha256, a_picture(), "image/png")).json();
  CHECK(expect(201, attach(author, sha256, a_picture(), "image/png")).json() == kept);   // once more is the same file
  CHECK(author.get(path + "/evidence").json()["items"].size() == 1);
  CHECK(expect(200, author.act_now(path, "submit")).json()["state"] == "submitted");
  const std::string late = a_picture() + "!";
  refused(409, "WRONG_STATE", attach(author, shopper::crypto::sha256_hex(late), late, "image/png"));
  const auto file = expect(200, field.analyst().get(path + "/evidence/" + sha256));
  CHECK(file.body.find("Sara") == std::string::npos);
  CHECK(shopper::crypto::sha256_hex(file.body) == kept["stored_sha256"]);
  CHECK(file.header("content-type") == "image/png");
  refused(404, "NOT_FOUND", field.shopper(field.person(1)).get(path + "/evidence/" + sha256));
  refused(403, "FORBIDDEN", field.officer(at).get(path + "/evidence/" + sha256));
  // Returned for a better one.
  field.review(path, "return", {{"queries", {{{"question", "receipt"}, {"text", "The amount cannot be read"}}}}});
  expect(201, attach(author, shopper::crypto::sha256_hex(late), late, "image/png"));
  paid["receipt"] = shopper::crypto::sha256_hex(late);
  expect(200, author.act_now(path, "resubmit", {{"answers", paid}, {"replies", {{{"question", "receipt"}, {"text", "A sharper photo"}}}}}));
}

TEST_CASE("quality control: queries and replies, reasons, and who may not review", "[evaluation]") {
  Fieldwork field(suite(), 2);
  const auto at = field.place();
  const auto& person = field.person(0);
  auto author = field.shopper(person);
  const auto path = field.submitted(person, at);
  auto staff = field.analyst();
  refused(409, "OWN_EVALUATION", suite().as("analyst", person.subject).act_now(path, "take-up"));
  refused(403, "FORBIDDEN", author.act_now(path, "take-up"));
  refused(428, "IF_MATCH_REQUIRED", staff.post(path + "/take-up"));
  refused(412, "VERSION_STALE", staff.act(path + "/take-up", 99));
  CHECK(fields_of(refused(422, "FIELDS_INVALID", staff.act_now(path, "return"))) == Fields{"/reason REASON_MISSING"});
  CHECK(fields_of(refused(422, "FIELDS_INVALID", staff.act_now(path, "return", {{"reason", "unclear"}, {"queries", {{{"question", "colour"}, {"text", ""}}}}}))) ==
        Fields{"/queries/0/question QUESTION_UNKNOWN", "/queries/0/text TEXT_MISSING"});
  field.review(path, "return", {{"reason", "unclear"}, {"queries", {{{"question", "minutes"}, {"text", "By which clock?"}}}}});
  const auto asked = expect(200, author.get(path + "/reviews")).json()["items"].back();
  CHECK(asked["queries"][0]["text"] == "By which clock?");
  CHECK(asked["reviewer"] == "");   // nobody learns who asked
  CHECK(asked["due_on"].get<std::string>() > day(2));
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.act_now(path, "resubmit"))) == Fields{"/replies REPLY_MISSING"});
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.act_now(path, "resubmit", {{"replies", {{{"question", "clear"}, {"text", "yes"}}}}}))) ==
        Fields{"/replies REPLY_MISSING", "/replies/0/question QUERY_UNKNOWN"});
  refused(404, "NOT_FOUND", field.shopper(field.person(1)).act(path + "/resubmit", 2));
  auto corrected = answers(true);
  corrected["minutes"] = 12;
  const Json reply{{"question", "minutes"}, {"text", "By the one on the wall"}};
  const auto again = expect(200, author.act_now(path, "resubmit", {{"answers", corrected}, {"replies", {reply}}})).json();
  CHECK(again["revision"] == 2);
  CHECK(again["answers"]["minutes"] == 12);
  CHECK(expect(200, staff.get(path + "/reviews")).json()["items"][0]["queries"][0]["reply"] == "By the one on the wall");
  field.review(path, "take-up");
  for (const char* action : {"hold", "reject", "exclude"}) CHECK(fields_of(refused(422, "FIELDS_INVALID", staff.act_now(path, action))) == Fields{"/reason REASON_MISSING"});
  field.review(path, "hold");
  field.review(path, "take-up");   // and back
  CHECK(expect(200, staff.act_now(path, "approve")).json()["state"] == "approved");
  CHECK(expect(200, staff.act_now(path, "release")).json()["released_at"].get<std::string>().size() > 10);
  std::vector<std::string> steps;
  const auto trail = expect(200, staff.get(path + "/reviews")).json();
  for (const auto& review : trail["items"]) steps.push_back(review["action"]);
  CHECK(steps == std::vector<std::string>{"return_to_author", "resubmit", "take_up", "hold", "take_up", "approve", "release"});
  CHECK(trail["items"][0]["reviewer"] == "analyst");
}

TEST_CASE("what a release tells the entity: the month and the scores, and nobody", "[evaluation]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place();
  const auto path = field.released(field.person(0), at);
  const auto result = field.results(at, 1)[0];
  CHECK(result["id"] == field.result_of(path));
  CHECK(result["id"] != id_of(path));
  CHECK(field.shopper(field.person(0)).get(path).json()["result_id"] == "");
  CHECK(result["visited_on"] == day(0).substr(0, 7));
  CHECK(result["items"].size() == 3);
  CHECK(result.dump().find(field.person(0).subject) == std::string::npos);
  // The entity sees the same, with scores in quarters and tenths.
  const auto seen = field.officer(at).get("/v1/results?programme_id=" + field.id()).json()["items"];
  REQUIRE(seen.size() == 1);
  CHECK(seen[0]["id"] == result["id"]);
  CHECK(std::fabs(seen[0]["score"].get<double>() - result["score"].get<double>()) <= 0.05 + 1e-9);
  for (const char* state : {"reject", "exclude"}) {
    const auto kept_out = field.submitted(field.person(0), at);
    field.review(kept_out, "take-up");
    field.review(kept_out, state);
  }
  field.submitted(field.person(0), at);
  field.released(field.person(0), at, false);
  field.results(at, 2);   // those released, and no other
}

TEST_CASE("an appeal: the result stands, is corrected, or goes", "[evaluation][appeal]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place(), other = field.place();
  const auto path = field.released(field.person(0), at, true);
  field.results(at, 1);
  auto officer = field.officer(at);
  const Json about{{"evaluation_id", field.result_of(path)}, {"grounds", "The counter was closed"}};
  refused(404, "NOT_FOUND", field.officer(other).create("/v1/appeals", about));
  refused(404, "NOT_FOUND", officer.create("/v1/appeals", {{"evaluation_id", new_id()}, {"grounds", "x"}}));
  refused(422, "FIELDS_INVALID", officer.create("/v1/appeals", {{"evaluation_id", field.result_of(path)}, {"grounds", ""}}));
  refused(403, "FORBIDDEN", field.analyst().create("/v1/appeals", about));
  const auto appeal = field.appeal(at, path);
  refused(409, "APPEAL_EXISTS", officer.create("/v1/appeals", about));
  CHECK(officer.get("/v1/appeals?programme_id=" + field.id()).json()["items"].size() == 1);
  CHECK(field.officer(other).get("/v1/appeals?programme_id=" + field.id()).json()["items"].empty());
  refused(403, "FORBIDDEN", officer.act(appeal + "/decide", 1, {{"outcome", "annulled"}, {"reason", "ours"}}));
  CHECK(fields_of(refused(422, "FIELDS_INVALID", field.analyst().act(appeal + "/decide", 1, {{"outcome", "amended"}}))) ==
        Fields{"/corrections CORRECTIONS_MISMATCH", "/reason REQUIRED"});
  refused(412, "VERSION_STALE", field.analyst().act(appeal + "/decide", 9, {{"outcome", "upheld"}, {"reason", "x"}}));

  const std::string outcome = GENERATE("upheld", "amended", "annulled");
  INFO(outcome);
  const auto before = field.results(at, 1)[0];
  const auto decision = expect(200, field.decide(appeal, outcome, outcome == "amended" ? Json{{"clear", "no"}, {"minutes", "30"}} : Json::object())).json();
  CHECK(decision["state"] == outcome);
  field.await_evaluation(path, outcome);
  refused(409, "WRONG_STATE", field.decide(appeal, outcome, outcome == "amended" ? Json{{"clear", "no"}} : Json::object()));
  refused(409, outcome == "annulled" ? "RESULT_ANNULLED" : "APPEAL_EXISTS", officer.create("/v1/appeals", about));
  const auto evaluation = field.evaluation(path);
  CHECK(evaluation["revision"] == (outcome == "upheld" ? 1 : 2));
  if (outcome == "amended") {
    CHECK(evaluation["answers"]["clear"] == "no");
    CHECK(evaluation["answers"]["greeted"] == "yes");
    CHECK(evaluation["answers"]["minutes"] == 30);
  }
  REQUIRE(await([&] { return field.results(at, 1)[0]["revision"] == evaluation["revision"]; }));
  const auto result = field.results(at, 1)[0];
  CHECK(result["annulled"] == (outcome == "annulled"));
  if (outcome == "upheld") CHECK(result == before);
  if (outcome == "amended") CHECK(result["score"].get<double>() < before["score"].get<double>());
  CHECK(field.review(path, "lock")["state"] == "locked");
}

TEST_CASE("a locked result stands: nobody appeals against it", "[evaluation][appeal]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place();
  const auto path = field.released(field.person(0), at);
  field.review(path, "lock");
  REQUIRE(await([&] { return field.results(at, 1)[0]["locked"] == true; }));
  refused(409, "RESULT_LOCKED", field.officer(at).create("/v1/appeals", {{"evaluation_id", field.result_of(path)}, {"grounds", "too late"}}));
}

TEST_CASE("a correction that the form does not allow comes back to who decided", "[evaluation][appeal]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place();
  const auto path = field.released(field.person(0), at);
  field.results(at, 1);
  const auto appeal = field.appeal(at, path);
  const auto now = [&] {
    const auto all = expect(200, field.analyst().get("/v1/appeals?programme_id=" + field.id())).json();
    return all["items"][0];
  };
  expect(200, field.decide(appeal, "amended", {{"minutes", "900"}}));
  REQUIRE(await([&] { return now()["state"] == "open"; }));
  CHECK(now()["refusal"] == "FIELDS_INVALID: /answers/minutes CONSTRAINT_BROKEN");
  CHECK(field.state(path) == "appealed");
  expect(200, field.decide(appeal, "amended", {{"minutes", "9"}}));
  field.await_evaluation(path, "amended");
  CHECK(now()["state"] == "amended");
  CHECK(now()["refusal"] == "");
}

TEST_CASE("suggestions name a problem and an idea, and nobody", "[evaluation]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place();
  auto author = field.shopper(field.person(0));
  const Json good{{"programme_id", field.id()}, {"entity_id", at.entity}, {"service_id", at.service}, {"problem", "Three copies of one document"},
                  {"idea", "Ask the other registry"}};
  auto bad = good;
  bad["idea"] = "Tell Mr Smith";
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.create("/v1/suggestions", bad))) == Fields{"/idea TEXT_NAMES_PERSON"});
  refused(409, "NOT_A_MEMBER", suite().as("shopper", "passer-by").create("/v1/suggestions", good));
  const auto made = expect(201, author.create("/v1/suggestions", good)).json();
  CHECK(author.get("/v1/suggestions?programme_id=" + field.id()).json()["items"].size() == 1);
  REQUIRE(await([&] { return field.analyst().get("/v1/received-suggestions?programme_id=" + field.id()).json()["items"].size() == 1; }));
  const auto received = field.analyst().get("/v1/received-suggestions?programme_id=" + field.id()).json();
  CHECK(received["items"][0]["id"] == made["id"]);
  CHECK(received.dump().find(field.person(0).subject) == std::string::npos);
}
