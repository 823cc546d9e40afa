// I-10, S-11: every operation with every role, over REST and real processes. Whoever may not is told so before anything else is judged - the
// bodies sent here are broken -, whoever may is not. What belongs to whom inside a service is tested with the service.
#include <google/protobuf/message.h>

#include "gateway/routing/catalogue.h"
#include "launch/keys.h"
#include "tests/harness/procedure.h"

using namespace shopper;
using namespace shopper::test;

namespace {

const std::vector<std::string> roles{"applicant", "shopper", "reviewer", "interviewer", "analyst", "entity_officer", "administrator", "auditor", "importer", "integration", "service", "nobody", "unknown"};

// Ids of nothing; numbers where a version is named.
std::string any_path(const gateway::routing::Operation& operation) {
  auto path = operation.path_template;
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    const auto close = path.find('}', open);
    path.replace(open, close - open + 1, path.substr(open, close - open).find("version") != std::string::npos ? "1" : new_id());
  }
  return path;
}

Answer knock(Api& api, const gateway::routing::Operation& operation) {
  const auto method = std::string(gateway::http::to_string(operation.http_method));
  const bool body = operation.http_method != gateway::http::Method::get && operation.http_method != gateway::http::Method::delete_;
  return api.send(method, any_path(operation), body ? "{" : "", body ? Headers{{"Content-Type", "application/json"}, {"Idempotency-Key", new_id()}, {"If-Match", "\"1\""}} : Headers{});
}

bool listed(const gateway::routing::Operation& operation, const std::string& role) {
  if (operation.open_to_anyone) return true;
  if (operation.open_to_signed_in) return role != "nobody";
  const auto& all = operation.rule.roles();
  return role != "service" && std::find(all.begin(), all.end(), role) != all.end();
}

}  // namespace

TEST_CASE("I-10 every operation with every role: who may not is refused first, who may is not", "[permissions]") {
  const auto descriptors = gateway::routing::embedded_descriptors();
  const gateway::routing::Catalogue catalogue(*google::protobuf::DescriptorPool::generated_pool(), *google::protobuf::MessageFactory::generated_factory(), gateway::routing::file_names(descriptors));
  auto& suite = Harness::shared();
  std::map<std::string, Api> callers;
  for (const auto& role : roles) callers.emplace(role, role == "nobody" ? suite.anyone() : suite.as(role, "matrix-" + role, role == "entity_officer" || role == "integration" ? "entity-1" : ""));
  int cells = 0;
  std::vector<std::string> deviations;
  for (const auto& operation : catalogue.operations()) {
    for (const auto& role : roles) {
      ++cells;
      const auto answer = knock(callers.at(role), operation);
      const auto cell = std::string(gateway::http::to_string(operation.http_method)) + " " + operation.path_template + " as " + role + ": " + std::to_string(answer.status) + " " + answer.code();
      if (answer.status == 0 || answer.status >= 500) deviations.push_back(cell);
      else if (listed(operation, role)) {
        // The owning service may still say that a listed role has no business here; the gateway may not.
        if (answer.status == 401 && answer.code() == "TOKEN_MISSING") deviations.push_back(cell);
      } else if (role == "nobody" ? answer.code() != "TOKEN_MISSING" : answer.code() != "FORBIDDEN") {
        deviations.push_back(cell);
      }
    }
  }
  CHECK(cells > 1'000);
  CHECK(deviations == std::vector<std::string>{});
}

TEST_CASE("I-09 operations that ask for a fresh second factor refuse an old one, before anything else", "[permissions]") {
  const auto descriptors = gateway::routing::embedded_descriptors();
  const gateway::routing::Catalogue catalogue(*google::protobuf::DescriptorPool::generated_pool(), *google::protobuf::MessageFactory::generated_factory(), gateway::routing::file_names(descriptors));
  int asked = 0;
  for (const auto& operation : catalogue.operations()) {
    if (!operation.rule.step_up()) continue;
    ++asked;
    INFO(operation.path_template);
    auto stale = Harness::shared().as_stale(operation.rule.roles(0));
    CHECK(knock(stale, operation).code() == "STEP_UP_REQUIRED");
  }
  CHECK(asked >= 12);
}
