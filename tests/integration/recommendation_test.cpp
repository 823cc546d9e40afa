// From released evaluations to the proof that a service got better: findings, recommendations and every arrow of their lifecycle.
#include <set>

#include "tests/harness/fieldwork.h"
#include "tests/integration/shared.h"

using namespace shopper::test;
using Fields = std::vector<std::string>;

namespace {

// Six shoppers: enough for every gate. Made once; each test has places of its own.
Fieldwork& panel() {
  static Fieldwork field(suite(), 6);
  return field;
}

// A report of each of the panel, the first `good` of them good; all released and known to recommendation.
std::vector<std::string> visited(Fieldwork& field, const Place& place, std::size_t good) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < field.people().size(); ++i) paths.push_back(field.released(field.person(i), place, i < good));
  field.results(place, paths.size());
  return paths;
}

// A place with one result, and a recommendation about it on its way.
struct Case {
  Place at;
  std::string path;
};
Case issued(Fieldwork& field) {
  Case c{field.place(), ""};
  const auto report = field.released(field.person(0), c.at, false);
  field.results(c.at, 1);
  c.path = field.issued(c.at, field.finding(c.at, {report}));
  return c;
}
Case drafted(Fieldwork& field) {
  Case c{field.place(), ""};
  const auto report = field.released(field.person(0), c.at, false);
  field.results(c.at, 1);
  c.path = field.recommendation(c.at, field.finding(c.at, {report}));
  return c;
}
Case answered(Fieldwork& field, const std::string& response, const Json& more = Json::object()) {
  auto c = issued(field);
  field.step(c.at, c.path, "acknowledge");
  Json body{{"response", response}, {"reason", "as discussed"}};
  body.merge_patch(more);
  field.step(c.at, c.path, "respond", body);
  return c;
}
Case committed(Fieldwork& field, const std::string& response) {
  auto c = answered(field, response);
  field.step(c.at, c.path, "commitments", {{"owner", "Counter service"}, {"measure", "Training"}, {"due_on", day(20)}});
  return c;
}
Case claimed(Fieldwork& field) {
  auto c = issued(field);
  field.claim_done(c.at, c.path);
  return c;
}

// How a recommendation comes to be in each state that needs no results of new visits, and what can be done there.
struct RecommendationWay {
  std::string state;
  std::set<std::string> actions;
  std::function<Case(Fieldwork&)> go;
};
const std::vector<RecommendationWay>& recommendation_ways() {
  static const std::vector<RecommendationWay> all{
      {"draft", {"send-to-review"}, drafted},
      {"peer_review",
       {"return-to-draft", "issue"},
       [](Fieldwork& f) {
         auto c = drafted(f);
         f.step(c.path, "send-to-review");
         return c;
       }},
      {"issued", {"acknowledge"}, issued},
      {"acknowledged",
       {"respond"},
       [](Fieldwork& f) {
         auto c = issued(f);
         f.step(c.at, c.path, "acknowledge");
         return c;
       }},
      {"accepted", {"commitments", "start"}, [](Fieldwork& f) { return committed(f, "accepted"); }},
      {"partly", {"commitments", "start"}, [](Fieldwork& f) { return committed(f, "partly"); }},
      {"rejected", {"close"}, [](Fieldwork& f) { return answered(f, "rejected"); }},
      {"in_progress",
       {"commitments", "claim-done"},
       [](Fieldwork& f) {
         auto c = committed(f, "accepted");
         f.step(c.at, c.path, "start");
         return c;
       }},
      {"claimed_done", {"re-measure"}, claimed},
      {"re_measuring",
       {"verify"},
       [](Fieldwork& f) {
         auto c = claimed(f);
         f.step(c.path, "re-measure", {{"visits", 5}, {"due_on", day(3)}});
         REQUIRE(await([&] { return f.analyst().get(c.path).json()["remeasurement_missions"] == 5; }));
         return c;
       }},
      {"closed", {},
       [](Fieldwork& f) {
         auto c = answered(f, "rejected");
         f.step(c.path, "close");
         return c;
       }},
  };
  return all;
}

const std::map<std::string, Json> bodies{{"send-to-review", Json::object()},
                                         {"return-to-draft", {{"remark", "say why"}}},
                                         {"issue", Json::object()},
                                         {"acknowledge", Json::object()},
                                         {"respond", {{"response", "accepted"}}},
                                         {"commitments", {{"owner", "Counter service"}, {"measure", "Training"}, {"due_on", day(20)}}},
                                         {"start", Json::object()},
                                         {"claim-done", {{"remark", "done"}}},
                                         {"re-measure", {{"visits", 5}, {"due_on", day(20)}}},
                                         {"verify", Json::object()},
                                         {"reopen", Json::object()},
                                         {"close", Json::object()}};
const std::set<std::string> of_officers{"acknowledge", "respond", "commitments", "start", "claim-done"};

}  // namespace

TEST_CASE("a recommendation allows what its state allows, and nothing else", "[recommendation]") {
  auto& field = panel();
  for (const auto& way : recommendation_ways()) {
    INFO(way.state);
    const auto c = way.go(field);
    const auto now = expect(200, field.analyst().get(c.path)).json();
    CHECK(now["state"] == way.state);
    for (const auto& [action, body] : bodies) {
      if (way.actions.contains(action)) continue;
      INFO(action);
      // Before the issue the entity does not know of it.
      const bool hidden = of_officers.contains(action) && (way.state == "draft" || way.state == "peer_review");
      auto actor = of_officers.contains(action) ? field.officer(c.at) : field.analyst("second-analyst");
      const auto answer = refused(hidden ? 404 : 409, hidden ? "NOT_FOUND" : "WRONG_STATE", actor.act(c.path + "/" + action, now["version"], body));
      if (!hidden) CHECK(answer.json().value("actions", Json::array()) == now["actions"]);
    }
    if (way.state != "draft") refused(409, "WRONG_STATE", field.analyst().patch(c.path, now["version"], {{"due_on", day(40)}}));
    CHECK(expect(200, field.analyst().get(c.path)).json()["version"] == now["version"]);
    if (way.state == "re_measuring") refused(409, "REMEASUREMENT_RUNNING", field.analyst().act(c.path + "/verify", now["version"]));
  }
}

TEST_CASE("a recommendation is written on findings, reviewed, and issued by a second person", "[recommendation]") {
  auto& field = panel();
  const auto at = field.place(), other = field.place();
  const auto report = field.released(field.person(0), at, false);
  field.results(at, 1);
  const auto finding = field.finding(at, {report});
  auto author = field.analyst();
  const Json both{{"ar", "ع"}, {"en", "t"}};
  const Json of_another{{"programme_id", field.id()}, {"kind", "weakness"}, {"entity_id", other.entity}, {"claim", both}, {"evidence", {field.result_of(report)}}};
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.put("/v1/findings/" + new_id(), of_another))) == Fields{"/evidence/0 EVIDENCE_UNKNOWN"});
  const auto path = field.recommendation(at, finding);
  CHECK(author.get(path).json()["state"] == "draft");
  const Json wrong{{"programme_id", field.id()}, {"entity_id", at.entity}, {"title", {{"ar", "ع"}, {"en", ""}}}, {"text", both}, {"finding_ids", {finding}}};
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.put("/v1/recommendations/" + new_id(), wrong))) == Fields{"/title TEXT_INCOMPLETE"});
  auto foreign = wrong;
  foreign["title"] = both;
  foreign["entity_id"] = other.entity;
  REQUIRE(await([&] {   // recommendation hears of a new entity in its own time
    return fields_of(author.put("/v1/recommendations/" + new_id(), foreign)) == Fields{"/finding_ids/0 FINDING_UNKNOWN"};
  }));
  const Json rewritten{{"programme_id", field.id()}, {"entity_id", at.entity}, {"title", both}, {"text", both}, {"finding_ids", {finding}}};
  refused(409, "RECOMMENDATION_DIFFERS", author.put(path, rewritten));
  CHECK(expect(200, author.patch(path, 1, {{"due_on", day(45)}})).json()["due_on"] == day(45));
  refused(412, "VERSION_STALE", author.patch(path, 1, {{"due_on", day(46)}}));
  refused(404, "NOT_FOUND", field.officer(at).get(path));
  CHECK(field.officer(at).get("/v1/recommendations?programme_id=" + field.id()).json()["items"].empty());
  field.step(path, "send-to-review");
  CHECK(fields_of(refused(422, "FIELDS_INVALID", author.act_now(path, "return-to-draft"))) == Fields{"/remark REQUIRED"});
  field.step(path, "return-to-draft", {{"remark", "name the branch"}});
  field.step(path, "send-to-review");
  refused(409, "SECOND_PERSON_REQUIRED", author.act_now(path, "issue"));
  refused(403, "FORBIDDEN", field.officer(at).act(path + "/issue", 1));
  const auto issued = expect(200, field.admin().act_now(path, "issue")).json();
  CHECK(issued["state"] == "issued");
  std::vector<std::string> states;
  for (const auto& entry : issued["history"]) states.push_back(entry["state"]);
  CHECK(states == std::vector<std::string>{"draft", "peer_review", "draft", "peer_review", "issued"});

  CHECK(expect(200, field.officer(at).get(path)).json()["state"] == "issued");
  CHECK(field.officer(at).get("/v1/recommendations?programme_id=" + field.id()).json()["items"].size() == 1);
}

TEST_CASE("the entity answers: accepted, partly, rejected; work starts with a commitment", "[recommendation]") {
  auto& field = panel();
  auto c = issued(field);
  auto officer = field.officer(c.at);
  field.step(c.at, c.path, "acknowledge");
  CHECK(fields_of(refused(422, "FIELDS_INVALID", officer.act_now(c.path, "respond", {{"response", "rejected"}}))) == Fields{"/reason REQUIRED"});
  CHECK(field.step(c.at, c.path, "respond", {{"response", "rejected"}, {"reason", "no budget"}})["response_reason"] == "no budget");
  CHECK(field.step(c.path, "close")["state"] == "closed");
  for (const char* response : {"accepted", "partly"}) {
    const auto one = answered(field, response);
    CHECK(field.analyst().get(one.path).json()["state"] == response);
    refused(409, "COMMITMENT_REQUIRED", field.officer(one.at).act_now(one.path, "start"));
    CHECK(fields_of(refused(422, "FIELDS_INVALID", field.officer(one.at).act_now(one.path, "commitments", {{"owner", ""}}))) ==
          Fields{"/due_on REQUIRED", "/measure LENGTH", "/owner LENGTH"});
    const auto kept = field.step(one.at, one.path, "commitments", {{"owner", "Counter service"}, {"measure", "Training"}, {"due_on", day(20)}});
    CHECK(kept["state"] == response);
    CHECK(field.step(one.at, one.path, "start")["state"] == "in_progress");
    CHECK(field.step(one.at, one.path, "commitments", {{"owner", "IT"}, {"measure", "A screen"}, {"due_on", day(25)}})["commitments"].size() == 2);
    CHECK(fields_of(refused(422, "FIELDS_INVALID", field.officer(one.at).act_now(one.path, "claim-done"))) == Fields{"/remark REQUIRED"});
    CHECK(field.step(one.at, one.path, "claim-done", {{"remark", "trained"}})["state"] == "claimed_done");
    CHECK(fields_of(refused(422, "FIELDS_INVALID", field.analyst().act_now(one.path, "re-measure", {{"visits", 4}, {"due_on", day(0)}, {"channel", "phone"}}))) ==
          Fields{"/channel CHANNEL_NOT_OFFERED", "/due_on NOT_LATER", "/visits OUT_OF_RANGE"});
  }
}

TEST_CASE("a recommendation is transferred: issued again to the other entity, or closed", "[recommendation]") {
  auto& field = panel();
  const auto other = field.place();
  const auto results = visited(field, other, 1);
  auto c = issued(field);
  field.step(c.at, c.path, "acknowledge");
  const Json to_itself{{"response", "transferred"}, {"reason", "theirs"}, {"transfer_to", c.at.entity}};
  CHECK(fields_of(refused(422, "FIELDS_INVALID", field.officer(c.at).act_now(c.path, "respond", to_itself))) == Fields{"/transfer_to ENTITY_UNKNOWN"});
  const Json transfer{{"transfer_to", other.entity}};
  const auto dropped = answered(field, "transferred", transfer);
  field.step(dropped.path, "close");
  refused(404, "NOT_FOUND", field.officer(other).get(dropped.path));   // it never reached them

  c = answered(field, "transferred", transfer);
  CHECK(field.analyst().get(c.path).json()["entity_id"] == other.entity);
  refused(404, "NOT_FOUND", field.officer(c.at).get(c.path));
  refused(404, "NOT_FOUND", field.officer(other).get(c.path));
  CHECK(field.officer(other).get("/v1/recommendations?programme_id=" + field.id()).json()["items"].empty());
  refused(409, "SECOND_PERSON_REQUIRED", field.analyst().act_now(c.path, "issue"));
  expect(200, field.admin().act_now(c.path, "issue"));
  field.claim_done(other, c.path);
  field.measure(other, c.path, 5, 5, day(95));
  const auto verdict = field.step(c.path, "verify");
  CHECK(verdict["state"] == "verified_fixed");
  CHECK(verdict["verification"]["before_n"] == results.size());
}

TEST_CASE("re-measured: inconclusive, not fixed, reopened, fixed, closed", "[recommendation]") {
  auto& field = panel();
  const auto at = field.place();
  const auto before = visited(field, at, 1);   // one of six greeted
  const auto path = field.issued(at, field.finding(at, before));
  field.claim_done(at, path);

  field.measure(at, path, 5, 1, day(95));
  const auto missions = expect(200, field.analyst().get("/v1/assignments?limit=200&recommendation_id=" + id_of(path))).json()["items"];
  CHECK(missions.size() == 5);
  for (const auto& mission : missions) {
    CHECK(mission["purpose"] == "remeasurement");
    CHECK(mission["form_id"] == field.form());
  }
  const auto first = field.step(path, "verify");
  CHECK(first["state"] == "inconclusive");
  CHECK(first["verification"]["before_n"] == 6);
  CHECK(first["verification"]["after_n"] == 5);
  CHECK(first["remeasurement_visits"] == 5);

  // More of the same claim: the earlier visits count too, and the verdict waits for the new ones.
  field.step(path, "re-measure", {{"visits", 5}, {"due_on", day(190)}});
  REQUIRE(await([&] { return field.analyst().get(path).json()["remeasurement_missions"] == 5; }));
  refused(409, "REMEASUREMENT_RUNNING", field.analyst().act_now(path, "verify"));
  const auto offered = expect(200, field.analyst().get("/v1/assignments?state=offered&recommendation_id=" + id_of(path))).json()["items"];
  REQUIRE(offered.size() == 5);
  for (const auto& mission : offered) {
    const auto one = "/v1/assignments/" + mission["id"].get<std::string>();
    field.begin(field.whose(mission["shopper"]), one);
    field.release(field.put(field.whose(mission["shopper"]), field.sheet_of(one, false)));
  }
  field.results(at, 16);
  const auto second = field.step(path, "verify");
  CHECK(second["state"] == "not_fixed");
  CHECK(second["verification"]["after_n"] == 10);

  // A new claim is judged by new visits alone.
  CHECK(field.step(path, "reopen", {{"remark", "try again"}})["state"] == "reopened");
  field.step(at, path, "commitments", {{"owner", "Counter service"}, {"measure", "A greeter at the door"}, {"due_on", day(40)}});
  field.step(at, path, "start");
  field.step(at, path, "claim-done", {{"remark", "there is one now"}});
  field.measure(at, path, 5, 5, day(285));
  const auto third = field.step(path, "verify", {{"remark", "as measured"}});
  CHECK(third["state"] == "verified_fixed");
  CHECK(third["verification"]["after_n"] == 5);
  CHECK(third["verification"]["low"].get<double>() > 0);
  CHECK(field.step(path, "close")["state"] == "closed");
  std::vector<std::string> states;
  const auto closed = field.analyst().get(path).json();
  for (const auto& entry : closed["history"]) states.push_back(entry["state"]);
  CHECK(states == std::vector<std::string>{"draft", "peer_review", "issued", "acknowledged", "accepted", "in_progress", "claimed_done", "re_measuring", "inconclusive",
                                           "re_measuring", "not_fixed", "reopened", "in_progress", "claimed_done", "re_measuring", "verified_fixed", "closed"});
  // The baseline is what it was: visits that measure again are told apart.
  const auto scores = [&](const std::string& purpose) {
    const auto query = "/v1/analysis/scores?by=programme&entity_id=" + at.entity + "&programme_id=" + field.id() + "&purpose=" + purpose;
    return expect(200, field.analyst().get(query)).json()["overall"]["n"];
  };
  CHECK(scores("baseline") == 6);
  CHECK(scores("remeasurement") == 15);
  CHECK(scores("all") == 21);
}

TEST_CASE("a verdict that does not satisfy may end it: not fixed, inconclusive", "[recommendation]") {
  auto& field = panel();
  for (const char* state : {"not_fixed", "inconclusive"}) {
    const auto at = field.place();
    const bool worse = std::string(state) == "not_fixed";
    const auto path = field.issued(at, field.finding(at, visited(field, at, worse ? 6 : 1)));
    field.claim_done(at, path);
    field.measure(at, path, 5, 1, day(95));
    const auto now = field.step(path, "verify");
    CHECK(now["state"] == state);
    for (const char* action : {"acknowledge", "respond", "commitments", "start", "claim-done", "verify", "issue"}) {
      auto actor = of_officers.contains(action) ? field.officer(at) : field.analyst("second-analyst");
      refused(409, "WRONG_STATE", actor.act(path + "/" + action, now["version"], bodies.at(action)));
    }
    if (!worse) refused(409, "WRONG_STATE", field.analyst().act_now(path, "reopen"));
    CHECK(field.step(path, "close")["state"] == "closed");
  }
}

TEST_CASE("weaknesses and strengths are found, the same each time, and an annulled result is no evidence", "[recommendation]") {
  Fieldwork field(suite(), 6);
  const auto weak = field.place(), strong = field.place();
  visited(field, weak, 0);
  const auto good = visited(field, strong, 6);
  const auto detect = [&] { return expect(200, field.analyst().post("/v1/findings/detect", {{"programme_id", field.id()}})).json()["items"]; };
  refused(404, "NOT_FOUND", field.analyst().post("/v1/findings/detect", {{"programme_id", new_id()}}));
  const auto found = detect();
  REQUIRE(found.size() == 12);   // three dimensions; each entity, and its only service
  for (const auto& finding : found) CHECK(finding["kind"] == (finding["entity_id"] == weak.entity ? "weakness" : "strength"));
  const auto ids = [](const Json& findings) {
    std::set<std::string> all;
    for (const auto& finding : findings) all.insert(finding["id"]);
    return all;
  };
  CHECK(ids(detect()) == ids(found));
  CHECK(field.officer(weak).get("/v1/findings?programme_id=" + field.id()).json()["items"].size() == 6);
  const auto cited = found[0]["id"].get<std::string>();
  const Json instead{{"programme_id", field.id()}, {"kind", "weakness"}, {"entity_id", weak.entity}, {"claim", {{"ar", "ع"}, {"en", "t"}}},
                     {"evidence", {found[0]["evidence"][0]}}};
  refused(409, "FINDING_DETECTED", field.analyst().put("/v1/findings/" + cited, instead));
  // Two results fewer: what is left is under the gate, and so nothing stands apart any more.
  for (int i = 0; i < 2; ++i) {
    expect(200, field.decide(field.appeal(strong, good[static_cast<std::size_t>(i)]), "annulled"));
    REQUIRE(await([&] {
      const auto all = field.results(strong, 6);
      return std::count_if(all.begin(), all.end(), [](const Json& r) { return r["annulled"] == true; }) == i + 1;
    }));
  }
  for (const auto& finding : detect()) CHECK(finding["entity_id"] == weak.entity);
}
