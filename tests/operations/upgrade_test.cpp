// what the programs before these have left is opened by them, whole, and everything goes on.
#include <fstream>

#include "tests/harness/ctl.h"
#include "tests/harness/fieldwork.h"
#include "tests/operations/previous.h"

using namespace shopper::test;
namespace fs = std::filesystem;

TEST_CASE("R-16 a suite of the previous schema goes on with these programs, and nothing of it is lost", "[upgrade]") {
  Ctl ctl;
  const auto data = ctl.place("suite");
  lay_out_previous(data);
  CHECK(ctl.run({"migrate", "--status", "--data", data.string()}) == 0);
  CHECK(ctl.out.find(": would apply ") != std::string::npos);
  const auto facts = previous_facts();
  const auto path_of = [&](const std::string& what) { return facts[what].get<std::string>(); };
  Harness harness(Harness::At{data});
  auto analyst = harness.as("analyst"), admin = harness.as("administrator");
  const auto evaluation = expect(200, analyst.get(path_of("evaluation"))).json();
  CHECK(evaluation["state"] == "released");
  CHECK(evaluation["answers"] == facts["answers"]);
  const auto recommendation = expect(200, analyst.get(path_of("recommendation"))).json();
  CHECK(recommendation["state"] == facts["recommendation_state"]);
  // What is sealed opens with its keys.
  const auto applicant = expect(200, harness.as("applicant", path_of("subject")).get(path_of("application"))).json();
  CHECK(applicant["details"] == facts["details"]);
  CHECK(expect(200, admin.get(path_of("programme"))).json()["title"] == facts["programme_title"]);
  // The logs hold from their first record, over the upgrade.
  std::vector<std::string> verify{"audit", "verify"};
  for (const auto& service : shopper::tools::Suite::services()) {
    const auto file = ctl.place(service + ".audit").string();
    CHECK(ctl.run({"--url", harness.url(), "--token", harness.suite().token("auditor", "auditor"), "audit", "export", service, "--out", file}) == 0);
    INFO(ctl.err);
    verify.push_back(file);
  }
  verify.insert(verify.end(), {"--keys", (data / "keys" / "audit-keys.txt").string()});
  CHECK(ctl.run(verify) == 0);
  INFO(ctl.out << ctl.err);
  // New things of every kind, from the application to the results, beside the old ones.
  Fieldwork field(harness, 1);
  const auto place = field.place();
  const auto released = field.released(field.person(0), place);
  CHECK(field.results(place, 1).size() == 1);
  expect(200, analyst.get(field.issued(place, field.finding(place, {released}))));
  // And the old recommendation goes its way.
  const Place old{"", path_of("entity"), "", ""};
  expect(200, harness.as("entity_officer", "officer", old.entity).get(path_of("recommendation")));
  CHECK(ctl.run({"migrate", "--status", "--data", data.string()}) == 0);
  CHECK(ctl.out.find("would apply") == std::string::npos);
}

// SQL of stores to keep: run by name, with `sqlite3` installed; when, says docs/OPERATIONS.md, Upgrade.
TEST_CASE("keep the present schema as the previous one", "[.keep]") {
  Harness harness;
  Fieldwork field(harness, 1);
  const auto place = field.place();
  const auto released = field.released(field.person(0), place);
  CHECK(field.results(place, 1).size() == 1);
  const auto recommendation = field.issued(place, field.finding(place, {released}));
  const auto state = expect(200, field.analyst().get(recommendation)).json()["state"];
  const auto evaluation = field.evaluation(released);
  const auto& person = field.person(0);
  const auto details = expect(200, harness.as("applicant", person.subject).get(person.path())).json()["details"];
  const auto programme = expect(200, field.admin().get(field.procedure().path())).json();
  const Json facts{{"programme", field.procedure().path()}, {"programme_title", programme["title"]}, {"evaluation", released}, {"answers", evaluation["answers"]}, {"recommendation", recommendation}, {"recommendation_state", state},
                   {"subject", person.subject}, {"application", person.path()}, {"details", details}, {"entity", place.entity}};
  REQUIRE(harness.suite().stop());
  keep_as_previous(harness.suite().data(), facts);
}
