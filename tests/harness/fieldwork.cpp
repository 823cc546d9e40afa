#include "tests/harness/fieldwork.h"

#include <algorithm>

namespace shopper::test {
namespace {

Json text(const std::string& en) { return {{"ar", "نص: " + en}, {"en", en}}; }

Json merged(Json base, const Json& changes) {
  base.merge_patch(changes);
  return base;
}

// Answers are replaced as a whole.
Json with_answers(Json sheet, const Json& changes) {
  if (changes.contains("answers")) sheet.erase("answers");
  return merged(std::move(sheet), changes);
}

// A code that no other place or form of this suite has.
std::string fresh_code(const std::string& prefix) {
  static int number = 0;
  return prefix + std::to_string(++number) + "-" + new_id().substr(28);
}

Json question(const std::string& name, const std::string& type, const Json& more = Json::object()) {
  return merged({{"name", name}, {"type", type}, {"label", text(name)}}, more);
}

Json choice(const std::string& list, const std::string& name, const Json& more = Json::object()) {
  return merged({{"list", list}, {"name", name}, {"label", text(name)}}, more);
}

}  // namespace

const std::string& a_picture() {
  static const std::string png("\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0btEXtAuthor\x00Sara\xcf\xce\x01 \x00\x00\x00\x0aIDATx\x9c" "c\xa8\x07\x00\x00\x81\x00\x80\xd3\x94SJ\x00\x00\x00\x00IEND\xae" "B`\x82", 90);
  return png;
}

Json answers(bool good) { return {{"greeted", good ? "yes" : "no"}, {"clear", good ? "yes" : "no"}, {"minutes", good ? 5 : 55}}; }

std::vector<std::string> fields_of(const Answer& answer) {
  std::vector<std::string> found;
  const auto problem = answer.json();
  for (const auto& error : problem.value("errors", Json::array())) found.push_back(error["pointer"].get<std::string>() + " " + error["code"].get<std::string>());
  std::sort(found.begin(), found.end());
  return found;
}

std::string id_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Fieldwork::Fieldwork(Harness& harness, int shoppers, const Json& details) : procedure_(harness, {shoppers, 0}) {
  for (int i = 0; i < shoppers; ++i) people_.push_back(procedure_.pooled(details));
  procedure_.draw();
  for (const auto& person : people_) {
    procedure_.accept(person);
    procedure_.sign(person);
    procedure_.attend(person);
    procedure_.certify(person);
    procedure_.activate(person);
  }
  for (const auto& person : people_) procedure_.await_state(person, "active");
  publish_form();
  // Evaluation has heard of the panel when it would send any of them somewhere.
  const auto somewhere = place();
  const auto probe = planned(somewhere);
  auto staff = analyst();
  REQUIRE(await([&] {
    const auto candidates = staff.get(probe + "/candidates").json().value("items", Json::array());
    return std::count_if(candidates.begin(), candidates.end(), [](const Json& c) { return c["eligible"] == true; }) == shoppers;
  }));
  expect(200, staff.act_now(probe, "cancel", {{"reason", "only a look at the panel"}}));
}

void Fieldwork::publish_form() {
  const Json yes{{"scored", true}, {"points", 1}}, no{{"scored", true}, {"points", 0}};
  const Json scored{{"list", "yes_no"}, {"required", true}}, minutes{{"required", true}, {"scored", true}, {"worst", 60}, {"best", 0}};
  const Json definition{{"code", fresh_code("visit-")},
                        {"title", text("A visit")},
                        {"questions",
                         {question("greeted", "select_one", merged(scored, {{"dimension", "staff"}})),
                          question("clear", "select_one", merged(scored, {{"dimension", "information"}})),
                          question("minutes", "integer", merged(minutes, {{"dimension", "time"}, {"constraint", ". >= 0 and . <= 600"}})),
                          question("paid", "select_one", {{"list", "paid"}}),
                          question("receipt", "evidence", {{"required", true}, {"relevant", "${paid} = 'card'"}}),
                          question("comment", "text")}},
                        {"choices",
                         {choice("yes_no", "yes", yes), choice("yes_no", "no", no), choice("yes_no", "na"), choice("paid", "card"), choice("paid", "nothing")}}};
  auto staff = analyst();
  const auto created = expect(201, staff.create("/v1/forms", {{"definition", definition}})).json();
  form_ = created["form_id"];
  expect(200, staff.act("/v1/forms/" + form_ + "/versions/1/publish", created["version"]));
}

const Person& Fieldwork::whose(const std::string& subject) const {
  const auto found = std::find_if(people_.begin(), people_.end(), [&](const Person& p) { return p.subject == subject; });
  INFO(subject);
  REQUIRE(found != people_.end());
  return *found;
}

Place Fieldwork::place() {
  auto staff = analyst();
  Place place{fresh_code("E"), "", "", ""};
  place.entity = expect(201, staff.create("/v1/entities", {{"code", place.code}, {"name", text("Entity")}})).json()["id"];
  place.branch = expect(201, staff.create("/v1/branches", {{"entity_id", place.entity}, {"code", "HQ"}, {"name", text("Headquarters")}})).json()["id"];
  const Json service{{"entity_id", place.entity}, {"code", "S1"}, {"name", text("A permit")}, {"channels", {"visit", "web"}}};
  place.service = expect(201, staff.create("/v1/services", service)).json()["id"];
  return place;
}

Json Fieldwork::whereabouts(const Place& place) const {
  return {{"programme_id", id()},       {"entity_id", place.entity}, {"branch_id", place.branch},
          {"service_id", place.service}, {"channel", "visit"},        {"form_id", form_}};
}

Json Fieldwork::plan(const Place& place, const Json& changes) {
  return merged(merged(whereabouts(place), {{"due_on", day(7)}}), changes);
}

std::string Fieldwork::planned(const Place& place, const Json& changes) {
  return "/v1/assignments/" + expect(201, analyst().create("/v1/assignments", plan(place, changes))).json()["id"].get<std::string>();
}

std::string Fieldwork::offered(const Place& place, const Person& person, const Json& changes) { return planned(place, merged({{"shopper", person.subject}}, changes)); }

std::string Fieldwork::declined(const Place& place, const Person& person) {
  const auto path = offered(place, person);
  expect(200, shopper(person).act_now(path, "decline", {{"reason", "an exam"}}));
  return path;
}

std::string Fieldwork::accepted(const Place& place, const Person& person) {
  const auto path = offered(place, person);
  expect(200, shopper(person).act_now(path, "accept"));
  return path;
}

std::string Fieldwork::started(const Place& place, const Person& person) {
  const auto path = offered(place, person);
  begin(person, path);
  return path;
}

std::string Fieldwork::lapsed(const Place& place, const Person& person) {
  auto importer = harness().importing("analyst", "analyst", moment(-std::chrono::hours(24 * 3)));
  return "/v1/assignments/" + expect(201, importer.create("/v1/assignments", plan(place, {{"shopper", person.subject}}))).json()["id"].get<std::string>();
}

void Fieldwork::await_mission(const std::string& path, const std::string& wanted) {
  const bool reached = await([&] { return mission_state(path) == wanted; });
  INFO(path << " is " << mission_state(path));
  REQUIRE(reached);
}

Json Fieldwork::successor(const std::string& path) {
  const auto of = mission(path);
  const auto all = expect(200, analyst().get("/v1/assignments?limit=200&programme_id=" + id() + "&entity_id=" + of["entity_id"].get<std::string>())).json();
  for (const auto& other : all["items"])
    if (other.value("predecessor_id", "") == of["id"]) return other;
  return {};
}

void Fieldwork::begin(const Person& person, const std::string& path) {
  expect(200, shopper(person).act_now(path, "accept"));
  expect(200, shopper(person).act_now(path, "start"));
}

Json Fieldwork::sheet(const Place& place, bool good, const Json& changes) {
  return with_answers(merged(whereabouts(place), {{"visited_on", day(0)}, {"answers", answers(good)}}), changes);
}

Json Fieldwork::sheet_of(const std::string& mission, bool good, const Json& changes) {
  return with_answers({{"assignment_id", id_of(mission)}, {"visited_on", day(0)}, {"answers", answers(good)}, {"submit", true}}, changes);
}

std::string Fieldwork::put(const Person& person, const Json& sheet) {
  const auto path = "/v1/evaluations/" + new_id();
  expect(200, shopper(person).put(path, sheet));
  return path;
}

Json Fieldwork::review(const std::string& evaluation, const std::string& action, const Json& more) {
  return expect(200, analyst().act_now(evaluation, action, merged({{"reason", "as the rules say"}}, more))).json();
}

void Fieldwork::release(const std::string& evaluation) {
  for (const char* action : {"take-up", "approve", "release"}) review(evaluation, action);
}

std::string Fieldwork::released(const Person& person, const Place& place, bool good) {
  auto path = submitted(person, place, good);
  release(path);
  return path;
}

void Fieldwork::await_evaluation(const std::string& path, const std::string& wanted) {
  const bool reached = await([&] { return state(path) == wanted; });
  INFO(path << " is " << state(path));
  REQUIRE(reached);
}

std::string Fieldwork::result_of(const std::string& path) { return expect(200, analyst().get(path)).json()["result_id"]; }

Json Fieldwork::results(const Place& place, std::size_t wanted) {
  Json found;
  const bool reached = await([&] {
    found = analyst().get("/v1/results?limit=200&programme_id=" + id() + "&entity_id=" + place.entity).json().value("items", Json::array());
    return found.size() >= wanted;
  });
  INFO(found);
  REQUIRE(reached);
  REQUIRE(found.size() == wanted);
  return found;
}

std::string Fieldwork::finding(const Place& place, const std::vector<std::string>& evaluations) {
  const auto id = new_id();
  Json evidence = Json::array();
  for (const auto& path : evaluations) evidence.push_back(result_of(path));
  const Json about{{"programme_id", this->id()}, {"entity_id", place.entity}, {"service_id", place.service}, {"dimension", "staff"}};
  expect(200, analyst().put("/v1/findings/" + id, merged(about, {{"kind", "weakness"}, {"claim", text("Nobody is greeted")}, {"evidence", evidence}})));
  return id;
}

std::string Fieldwork::recommendation(const Place& place, const std::string& finding, const Json& changes) {
  const auto path = "/v1/recommendations/" + new_id();
  const Json about{{"programme_id", id()}, {"entity_id", place.entity}, {"service_id", place.service}, {"dimension", "staff"}, {"finding_ids", {finding}}};
  const Json says{{"title", text("Greet")}, {"text", text("Greet everybody at the counter")}, {"due_on", day(30)}};
  expect(200, analyst().put(path, merged(merged(about, says), changes)));
  return path;
}

std::string Fieldwork::issued(const Place& place, const std::string& finding) {
  auto path = recommendation(place, finding);
  step(path, "send-to-review");
  expect(200, analyst("second-analyst").act_now(path, "issue"));
  return path;
}

Json Fieldwork::step(const Place& place, const std::string& recommendation, const std::string& action, const Json& body) {
  return expect(200, officer(place).act_now(recommendation, action, body)).json();
}

Json Fieldwork::step(const std::string& recommendation, const std::string& action, const Json& body) {
  return expect(200, analyst().act_now(recommendation, action, body)).json();
}

void Fieldwork::claim_done(const Place& place, const std::string& recommendation) {
  step(place, recommendation, "acknowledge");
  step(place, recommendation, "respond", {{"response", "accepted"}});
  step(place, recommendation, "commitments", {{"owner", "Counter service"}, {"measure", "Training of all staff"}, {"due_on", day(20)}});
  step(place, recommendation, "start");
  step(place, recommendation, "claim-done", {{"remark", "All were trained"}});
}

void Fieldwork::measure(const Place& place, const std::string& recommendation, int visits, int good, const std::string& due_on) {
  const auto results_before = analyst().get("/v1/results?limit=200&programme_id=" + id() + "&entity_id=" + place.entity).json()["items"].size();
  step(recommendation, "re-measure", {{"visits", visits}, {"due_on", due_on}});
  REQUIRE(await([&] { return analyst().get(recommendation).json()["remeasurement_missions"] == visits; }));
  const auto missions = expect(200, analyst().get("/v1/assignments?limit=200&state=offered&recommendation_id=" + id_of(recommendation))).json()["items"];
  REQUIRE(missions.size() == static_cast<std::size_t>(visits));
  for (const auto& one : missions) {
    const auto path = "/v1/assignments/" + one["id"].get<std::string>();
    const auto& person = whose(one["shopper"]);
    begin(person, path);
    release(put(person, sheet_of(path, good-- > 0)));
  }
  results(place, results_before + static_cast<std::size_t>(visits));
}

std::string Fieldwork::appeal(const Place& place, const std::string& evaluation) {
  const auto filed = expect(201, officer(place).create("/v1/appeals", {{"evaluation_id", result_of(evaluation)}, {"grounds", "The counter was closed for a holiday"}})).json();
  await_evaluation(evaluation, "appealed");
  return "/v1/appeals/" + filed["id"].get<std::string>();
}

Answer Fieldwork::decide(const std::string& appeal, const std::string& outcome, const Json& corrections) {
  // Appeals are read from their list alone; the version in it is what the decision is on.
  Json body{{"outcome", outcome}, {"reason", "after reading the evidence"}};
  if (!corrections.empty()) body["corrections"] = corrections;
  std::int64_t version = 0;
  const auto all = expect(200, analyst().get("/v1/appeals?limit=200&programme_id=" + id())).json();
  for (const auto& one : all["items"])
    if (one["id"] == id_of(appeal)) version = one["version"];
  return analyst().act(appeal + "/decide", version, body);
}

}  // namespace shopper::test
