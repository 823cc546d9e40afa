// PRV-07: every answer carries the class its proto gives it, in a header, in the name of a file and in the text of a page; what is not public is for no cache.
#include "gateway/routing/classification.h"
#include "tests/integration/operations.h"
#include "tests/integration/possessions.h"

using namespace shopper::test;

TEST_CASE("PRV-07 every read carries its class; above C0 nothing is kept by caches, and files and pages say it themselves", "[permissions]") {
  auto& suite = Harness::shared();
  const Possessions possessions(suite);
  int read = 0, pages = 0, files = 0;
  for (const auto& operation : operations()) {
    const auto* thing = possessions.settled(collection_of(operation));
    if (!reads(operation) || operation.answers_http || (!operation.path_fields.empty() && (!thing || thing->ids.size() < operation.path_fields.size()))) continue;
    const auto role = operation.open_to_anyone ? "administrator" : operation.open_to_signed_in ? "applicant" : operation.rule.roles(0);
    auto api = role == "applicant" || role == "shopper" ? suite.as(role, thing && !thing->owner.empty() ? thing->owner : possessions.owner().subject) : suite.as(role, "reader", role == "entity_officer" ? possessions.entity() : "");
    const auto path = path_of(operation, thing ? std::vector(thing->ids.begin(), thing->ids.begin() + static_cast<std::ptrdiff_t>(operation.path_fields.size())) : std::vector<std::string>{});
    for (const char* language : {"ar", "en"}) {
      const auto answer = api.get(path, {{"Accept-Language", language}});
      if (answer.status != 200) continue;   // lists that ask for a filter
      INFO(route_of(operation));
      ++read;
      const auto label = shopper::gateway::routing::label_of(operation.classification);
      CHECK(answer.header("shopper-classification") == label);
      if (label == "C0") CHECK((answer.header("cache-control") == "private, no-cache" || answer.header("cache-control") == "no-store"));
      else CHECK(answer.header("cache-control") == "no-store");
      if (answer.header("content-type").starts_with("text/html")) {
        ++pages;
        CHECK(answer.body.find("<strong dir=\"ltr\">" + label + "</strong>") != std::string::npos);
      }
      if (const auto file = answer.header("content-disposition"); !file.empty()) {
        ++files;
        CHECK(file.find("." + label + ".") != std::string::npos);
      }
    }
  }
  CHECK(read > 100);
  CHECK(pages == 4);    // the report of a programme, and of a draw
  CHECK(files >= 8);    // what services have of a person, evidence
}

TEST_CASE("PRV-07 the class is in openapi.json, and one that nobody gave is the highest", "[permissions]") {
  const auto document = expect(200, Harness::shared().anyone().get("/openapi.json")).json();
  CHECK(document["paths"]["/v1/applications/{id}"]["get"]["x-classification"] == "C3");
  CHECK(document["paths"]["/v1/programmes/{id}"]["get"]["responses"]["200"]["headers"]["Shopper-Classification"]["schema"]["const"] == "C0");
  CHECK(Operation{}.classification == shopper::common::v1::C3);
}
