// The public draw as its people see it: two administrators, an auditor, an applicant and anybody, over REST; then the verifier on what they were given.
#include "platform/base/time.h"
#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"
#include "tests/integration/shared.h"

using namespace shopper;
using namespace shopper::test;

namespace {

// What `shopperctl draw verify` says of these files.
struct Verdict {
  int code = 0;
  Json answer;
  std::string of(const std::string& check) const {
    for (const auto& one : answer["checks"])
      if (one["check"] == check) return one["verdict"];
    return "absent";
  }
};

class DrawDesk {
 public:
  Verdict verify(const std::string& certificate, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"--json", "draw", "verify", put("certificate.json", certificate)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(Harness::program("shopperctl"), arguments, scratch_.file("out"), scratch_.file("err"));
    const int code = process.wait();
    return {code, Json::parse(process.output(), nullptr, false)};
  }
  std::string put(const std::string& name, const std::string& text) {
    write_file(scratch_.file(name), text);
    return scratch_.file(name);
  }

 private:
  shopper::testing::TemporaryDirectory scratch_;
};

Json dice_at(std::chrono::minutes offset) { return {{"sources", Json::array({{{"kind", "dice"}, {"name", "Three dice, on camera"}, {"at", moment(offset)}}})}}; }

}  // namespace

TEST_CASE("a public draw: committed by a second person, seen by everybody, verified offline, receipted to each applicant", "[draw]") {
  auto& suite = Harness::shared();
  Procedure procedure(suite, {2, 1});
  std::vector<Person> people;
  for (const auto& gender : {female, male, female, male}) people.push_back(procedure.pooled(gender));
  auto first = suite.as("administrator", "first"), second = suite.as("administrator", "second"), auditor = suite.as("auditor"), anybody = suite.anyone();

  // Live, and before the dice: refused on every side.
  refused(422, "FIELDS_INVALID", first.create(procedure.path() + "/draws", {{"sources", Json::array()}}));
  refused(403, "FORBIDDEN", suite.as("analyst").create(procedure.path() + "/draws", dice_at(std::chrono::minutes(60))));
  auto prepared = expect(201, first.create(procedure.path() + "/draws", dice_at(std::chrono::minutes(60)))).json();
  const auto path = "/v1/draws/" + prepared["id"].get<std::string>();
  refused(404, "NOT_FOUND", anybody.get(path + "/certificate"));
  refused(404, "NOT_FOUND", anybody.get(procedure.path() + "/draw"));
  refused(403, "SECOND_PERSON_NEEDED", first.act(path + "/commit", prepared["version"]));
  refused(412, "VERSION_STALE", second.act(path + "/commit", 99));
  auto draw = expect(200, second.act(path + "/commit", prepared["version"])).json();
  CHECK(draw["state"] == "committed");
  refused(409, "RANDOMNESS_EARLY", first.act(path + "/reveal", draw["version"], {{"value", "042"}}));
  refused(409, "DRAW_DONE", first.create(procedure.path() + "/draws", dice_at(std::chrono::minutes(60))));

  const auto seen = expect(200, anybody.get(procedure.path() + "/draw")).json();
  CHECK((seen["id"] == draw["id"] && seen["state"] == "committed" && seen["commitment_sha256"] == draw["commitment_sha256"] && seen["value"] == ""));

  // What everybody sees of it holds as far as it goes; the receipt opens the applicant's own place.
  DrawDesk desk;
  const auto early = expect(200, anybody.get(path + "/certificate")).body;
  auto verdict = desk.verify(early, {"--commitment", draw["commitment_sha256"]});
  CHECK(verdict.code == 0);
  CHECK(verdict.of("commitment") == "holds");
  CHECK(verdict.of("randomness") == "not_shown");
  for (const auto& person : people) CHECK(early.find(person.application) == std::string::npos);
  refused(401, "TOKEN_MISSING", anybody.get(people[0].path() + "/draw-receipt"));
  refused(404, "NOT_FOUND", procedure.applicant(people[1]).get(people[0].path() + "/draw-receipt"));
  const auto receipt = expect(200, procedure.applicant(people[0]).get(people[0].path() + "/draw-receipt")).body;
  verdict = desk.verify(early, {"--receipt", desk.put("receipt.json", receipt)});
  CHECK(verdict.code == 0);
  CHECK(verdict.of("place") == "holds");
  refused(403, "FORBIDDEN", suite.as("analyst").get(path + "/proof"));
  const auto proof = desk.put("proof.json", expect(200, auditor.get(path + "/proof")).body);
  CHECK(desk.verify(early, {"--proof", proof}).of("lowest_chance") == "holds");
  // Kill selection: what was committed is committed.
  suite.restart("selection");
  REQUIRE(await([&] { return anybody.get(path + "/certificate").status == 200; }));
  CHECK(expect(200, anybody.get(path + "/certificate")).body == early);
}

TEST_CASE("a live draw, from the commitment to the panel: the first entry is hidden, set aside, entered anew and confirmed", "[draw]") {
  auto& suite = Harness::shared();
  Procedure procedure(suite, {2, 1});
  for (const auto& gender : {female, male, female}) procedure.pooled(gender);
  auto first = suite.as("administrator", "first"), second = suite.as("administrator", "second");
  const auto soon = Instant{std::chrono::duration_cast<std::chrono::microseconds>((std::chrono::system_clock::now() + std::chrono::seconds(3)).time_since_epoch()).count()}.rfc3339();
  auto draw = expect(201, first.create(procedure.path() + "/draws", {{"sources", Json::array({{{"kind", "dice"}, {"name", "Three dice, on camera"}, {"at", soon}}})}})).json();
  const auto path = "/v1/draws/" + draw["id"].get<std::string>();
  draw = expect(200, second.act(path + "/commit", draw["version"])).json();
  // Nobody dates a step of it back.
  refused(409, "IMPORT_MIXED", suite.importing("administrator", "second", moment(-std::chrono::minutes(1))).act(path + "/reveal", draw["version"], {{"value", "042"}}));
  Answer entered;
  REQUIRE(await([&] {
    entered = first.act(path + "/reveal", draw["version"], {{"value", "024"}, {"evidence", "https://example.org/film"}});
    return entered.status == 200;
  }));
  draw = second.get(path).json();
  CHECK((draw["state"] == "entered" && draw["value"] == "" && draw["entered_by"] == "first"));
  refused(409, "RANDOMNESS_DIFFERS", second.act(path + "/reveal", draw["version"], {{"value", "042"}}));
  refused(403, "SECOND_PERSON_NEEDED", first.act(path + "/set-aside", draw["version"], {{"reason", "mine"}}));
  draw = expect(200, second.act(path + "/set-aside", draw["version"], {{"reason", "A digit was misread, and she is on leave"}})).json();
  draw = expect(200, second.act(path + "/reveal", draw["version"], {{"value", "042"}})).json();
  auto third = suite.as("administrator", "third");
  draw = expect(200, third.act(path + "/reveal", draw["version"], {{"value", "\u0660\u0664\u0662"}})).json();
  CHECK((draw["state"] == "drawn" && draw["drawn_index"] == 42 && draw["panel"].size() == 2));
  DrawDesk desk;
  const auto text = expect(200, suite.anyone().get(path + "/certificate")).body;
  const auto proof = desk.put("proof.json", expect(200, suite.as("auditor").get(path + "/proof")).body);
  const auto verdict = desk.verify(text, {"--proof", proof, "--commitment", draw["commitment_sha256"]});
  INFO(verdict.answer.dump());
  CHECK(verdict.answer["complete"] == true);   // live: the times, too
  CHECK(Json::parse(text)["revealed"]["superseded"][0]["reason"] == "A digit was misread, and she is on leave");
  const auto again = expect(200, suite.anyone().get(procedure.path() + "/draw")).json();
  CHECK((again["state"] == "drawn" && again["value"] == "042"));
}

TEST_CASE("a draw that is done: everything holds offline, and nothing does of a certificate that was changed", "[draw]") {
  auto& suite = Harness::shared();
  Procedure procedure(suite, {2, 1});
  std::map<std::string, Person> people;
  for (const auto& gender : {female, male, female, male, female}) {
    const auto person = procedure.pooled(gender);
    people[person.application] = person;
  }
  const auto draw = procedure.draw();
  CHECK(draw["state"] == "drawn");
  CHECK((draw["prepared_by"] == "first" && draw["committed_by"] == "second" && draw["entered_by"] == "first" && draw["confirmed_by"] == "second"));
  const auto path = "/v1/draws/" + draw["id"].get<std::string>();
  auto auditor = suite.as("auditor");
  DrawDesk desk;
  const auto text = expect(200, suite.anyone().get(path + "/certificate")).body;
  const auto proof = desk.put("proof.json", expect(200, auditor.get(path + "/proof")).body);
  const auto drawn = people.at(draw["panel"][0]);
  const auto receipt = desk.put("receipt.json", expect(200, procedure.applicant(drawn).get(drawn.path() + "/draw-receipt")).body);
  const auto verdict = desk.verify(text, {"--proof", proof, "--receipt", receipt, "--commitment", draw["commitment_sha256"]});
  INFO(verdict.answer.dump());
  CHECK(verdict.code == 0);
  CHECK(verdict.of("times") == "not_shown");   // an importer brought it in, and says so
  CHECK(verdict.of("reserve") == "holds");
  CHECK(verdict.of("drawn") == "holds");
  CHECK(verdict.of("outcome") == "holds");
  CHECK(Json::parse(text)["revealed"]["index"] == 42);
  auto changed = Json::parse(text);
  changed["revealed"]["value"] = "043";
  CHECK(desk.verify(changed.dump()).code == 1);
  changed = Json::parse(text);
  changed["committed"]["reason"] = "another";
  CHECK(desk.verify(changed.dump()).of("commitment") == "fails");
  changed = Json::parse(text);
  changed["more"] = 1;
  CHECK(desk.verify(changed.dump()).code == 3);
  changed.erase("more");
  changed.erase("committed");
  CHECK(desk.verify(changed.dump()).code == 3);
  auto shouted = draw["commitment_sha256"].get<std::string>();
  for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(desk.verify(text, {"--commitment", shouted}).of("commitment") == "holds");
  CHECK(desk.verify(text, {"--commitment", std::string(64, '0')}).code == 1);
  CHECK(desk.verify(text, {"--proof", receipt}).code == 3);
  // What would exhaust or steer whoever reads it.
  CHECK(desk.verify("{\"format\":" + std::string(1000000, '[')).code == 3);
  CHECK(desk.verify(std::string(3000000, '0')).code == 3);
  changed = Json::parse(text);
  changed["committed"]["sources"][0]["name"] = "dice\x1b[2Jall is well";
  CHECK(desk.verify(changed.dump()).code == 1);
  CHECK(desk.verify(text, {"--proof", "/nowhere"}).code == 3);
  CHECK(desk.verify(text, {"--prove", "x"}).code == 2);
  // The report, for those who chose: a page in both languages, or JSON.
  const auto json = expect(200, auditor.get(path + "/report", {{"Accept", "application/json"}})).json();
  CHECK(json["candidates"] == 5);
  CHECK(json["methods"][0]["chosen"] == true);
  CHECK(json["methods"].size() >= 5);
  const auto page = expect(200, auditor.get(path + "/report", {{"Accept", "text/html"}, {"Accept-Language", "ar"}})).body;
  CHECK(page.find("dir=\"rtl\"") != std::string::npos);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(expect(200, auditor.get(path + "/report", {{"Accept", "text/html"}})).body.find("dir=\"ltr\"") != std::string::npos);
  refused(403, "FORBIDDEN", procedure.applicant(drawn).get(path + "/report"));
  const auto all = expect(200, auditor.get(procedure.path() + "/draws")).json()["items"];
  REQUIRE(all.size() == 1);
  CHECK(all[0]["drawn_index"] == 42);
}
