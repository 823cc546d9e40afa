// What results tell, and to whom: suppression, confinement, and that each is counted exactly once whatever happens to the services.
#include <set>

#include "tests/harness/fieldwork.h"
#include "tests/integration/shared.h"

using namespace shopper::test;

namespace {

Json scores(Api&& reader, const Fieldwork& field, const std::string& query) {
  return expect(200, reader.get("/v1/analysis/scores?programme_id=" + field.id() + query)).json();
}

const Json* cell(const Json& scores, const std::string& key) {
  for (const auto& one : scores["items"])
    if (one["key"] == key) return &one;
  return nullptr;
}

}  // namespace

TEST_CASE("figures that few stand behind are not shown, nor those from which they could be computed", "[results]") {
  Fieldwork field(suite(), 6);
  const auto few = field.place(), one_person = field.place(), many = field.place(), more = field.place();
  for (std::size_t i = 0; i < 6; ++i) {
    if (i < 4) field.released(field.person(i), few);
    field.released(field.person(0), one_person);
    field.released(field.person(i), many, i % 2 == 0);
    field.released(field.person(i), more);
  }
  field.results(few, 4);
  for (const auto& place : {one_person, many, more}) field.results(place, 6);
  const auto by_entity = scores(field.analyst(), field, "&by=entity");
  const auto* hidden = cell(by_entity, few.entity);
  REQUIRE(hidden);
  CHECK((*hidden)["suppressed"] == "TOO_FEW_EVALUATIONS");
  CHECK(!hidden->contains("score"));
  CHECK((*cell(by_entity, one_person.entity))["suppressed"] == "TOO_FEW_VOLUNTEERS");
  const auto* shown = cell(by_entity, many.entity);
  REQUIRE(shown);
  CHECK((*shown)["suppressed"] == "");
  CHECK((*shown)["n"] == 6);
  CHECK((*shown)["volunteers"] == 6);
  CHECK((*shown)["low"].get<double>() < (*shown)["score"].get<double>());
  CHECK(by_entity["overall"]["n"] == 22);
  const auto trends = expect(200, field.officer(few).get("/v1/analysis/trends?programme_id=" + field.id())).json();
  for (const auto& point : trends["items"]) CHECK(!point["cell"].contains("score"));
  const auto own = scores(field.officer(few), field, "&by=dimension");
  for (const auto& one : own["items"]) CHECK(!one.contains("score"));
  CHECK(!own["overall"].contains("score"));

  // A fifth result, by a fifth person: now only one cell is hidden, and the smallest shown one goes with it.
  field.released(field.person(4), few);
  field.results(few, 5);
  const auto again = scores(field.analyst(), field, "&by=entity");
  CHECK((*cell(again, one_person.entity))["suppressed"] == "TOO_FEW_VOLUNTEERS");
  CHECK((*cell(again, few.entity))["suppressed"] == "COMPLEMENTARY");
  CHECK((*cell(again, more.entity))["suppressed"] == "");
  refused(422, "FIELDS_INVALID", field.analyst().get("/v1/analysis/scores?programme_id=" + field.id() + "&by=shopper"));
}

TEST_CASE("an officer sees the own entity and nothing of any other", "[results]") {
  Fieldwork field(suite(), 1);
  const auto at = field.place(), other = field.place();
  const auto report = field.released(field.person(0), at, false);
  field.released(field.person(0), other);
  field.results(at, 1);
  field.results(other, 1);
  const auto finding = field.finding(at, {report});
  const auto path = field.issued(at, finding);
  const auto appeal = field.appeal(at, report);
  auto stranger = field.officer(other);
  const auto in_programme = "?programme_id=" + field.id();
  refused(404, "NOT_FOUND", stranger.get(path));
  refused(404, "NOT_FOUND", stranger.get("/v1/findings/" + finding));
  for (const char* action : {"acknowledge", "start"}) refused(404, "NOT_FOUND", stranger.act(path + "/" + action, 1));
  refused(404, "NOT_FOUND", stranger.act(path + "/respond", 1, {{"response", "accepted"}}));
  refused(404, "NOT_FOUND", stranger.act(path + "/claim-done", 1, {{"remark", "x"}}));
  refused(404, "NOT_FOUND", stranger.act(path + "/commitments", 1, {{"owner", "x"}, {"measure", "x"}, {"due_on", day(3)}}));
  for (const char* list : {"/v1/recommendations", "/v1/findings", "/v1/appeals"}) {
    INFO(list);
    CHECK(expect(200, stranger.get(list + in_programme)).json()["items"].empty());
    CHECK(expect(200, field.officer(at).get(list + in_programme)).json()["items"].size() == 1);
  }
  for (const char* list : {"/v1/recommendations", "/v1/findings", "/v1/results", "/v1/analysis/scores", "/v1/analysis/trends"})
    refused(404, "NOT_FOUND", stranger.get(list + in_programme + "&entity_id=" + at.entity));
  refused(404, "NOT_FOUND", stranger.get("/v1/programmes/" + field.id() + "/report?entity_id=" + at.entity));
  CHECK(expect(200, stranger.get("/v1/results" + in_programme)).json()["items"].size() == 1);
  const auto all = expect(200, stranger.get("/v1/programmes/" + field.id() + "/report", {{"Accept", "application/json"}})).body;
  CHECK(all.find(at.code) == std::string::npos);
  CHECK(all.find(id_of(path)) == std::string::npos);
  const auto own = expect(200, field.officer(at).get("/v1/programmes/" + field.id() + "/report", {{"Accept", "application/json"}})).body;
  CHECK(own.find("Greet") != std::string::npos);
  for (const char* of_team : {"/v1/evaluations", "/v1/assignments", "/v1/quality/summary", "/v1/received-suggestions"})
    refused(403, "FORBIDDEN", stranger.get(of_team + in_programme));
  // An officer of no entity is nobody.
  refused(403, "FORBIDDEN", suite().as("entity_officer", "without entity").get("/v1/results" + in_programme));
}

TEST_CASE("recommendation is down while evaluations are released; then each counts exactly once", "[results][survival]") {
  Harness harness;
  Fieldwork field(harness, 6);
  const auto at = field.place();
  std::vector<std::string> reports{field.released(field.person(0), at)};
  field.results(at, 1);
  for (int round = 0; round < 2; ++round) {
    harness.kill("recommendation");
    for (std::size_t i = 1; i < 6; ++i) reports.push_back(field.released(field.person(i), at, i % 2 == 0));
    refused(503, "SERVICE_UNAVAILABLE", field.analyst().get("/v1/results?programme_id=" + field.id()));
    CHECK(field.state(reports.back()) == "released");   // its own work goes on
    harness.start("recommendation");
    field.results(at, reports.size());
    harness.restart("evaluation");   // and the feed goes on from where it was
  }
  const auto results = field.results(at, reports.size());
  std::set<std::string> ids;
  for (const auto& result : results) ids.insert(result["id"]);
  CHECK(ids.size() == reports.size());
  const auto overall = scores(field.analyst(), field, "&by=entity")["overall"];
  CHECK(overall["n"] == reports.size());
  CHECK(overall["volunteers"] == 6);

  // Evaluation is down while the entity appeals and the appeal is decided: both arrive, in order.
  const auto result = field.result_of(reports[0]);
  harness.kill("evaluation");
  const auto filed = expect(201, field.officer(at).create("/v1/appeals", {{"evaluation_id", result}, {"grounds", "closed that day"}})).json();
  expect(200, field.decide("/v1/appeals/" + filed["id"].get<std::string>(), "annulled"));
  harness.start("evaluation");
  field.await_evaluation(reports[0], "annulled");
  REQUIRE(await([&] { return scores(field.analyst(), field, "&by=entity")["overall"]["n"] == reports.size() - 1; }));
}

TEST_CASE("a re-measurement asked for while evaluation is down is planned once when it is back", "[results][survival]") {
  Harness harness;
  Fieldwork field(harness, 6);
  const auto at = field.place();
  const auto report = field.released(field.person(0), at, false);
  field.results(at, 1);
  const auto path = field.issued(at, field.finding(at, {report}));
  field.claim_done(at, path);
  harness.kill("evaluation");
  field.step(path, "re-measure", {{"visits", 5}, {"due_on", day(95)}});
  harness.kill("recommendation");
  harness.suite().start("evaluation");   // ready when both are
  harness.start("recommendation");
  REQUIRE(await([&] { return field.analyst().get(path).json()["remeasurement_missions"] == 5; }));
  harness.restart("evaluation");
  CHECK(expect(200, field.analyst().get("/v1/assignments?limit=200&recommendation_id=" + id_of(path))).json()["items"].size() == 5);
}
