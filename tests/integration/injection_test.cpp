// I-11: no write takes what is not the client's to set. Into a body that is right in every type goes, one after the other, every field that answers
// about the same things have and the request has not: 400, that field named and no other, and nothing is changed by it. The same for values of another
// type than the field's. Operations, bodies, fields and values are all read from the protos.
#include <algorithm>

#include "tests/integration/operations.h"
#include "tests/integration/possessions.h"

using namespace shopper::test;
using shopper::gateway::transcode::FieldPlan;
using shopper::gateway::transcode::Kind;
using shopper::gateway::transcode::MessagePlan;

namespace {

// What probes try whatever the resource; those a request really has are left out of its round.
const std::set<std::string> always_tried{"status", "state", "role", "roles", "score", "owner_id", "entity_id", "version", "created_at", "is_admin", "applicant", "shopper"};

// The first part of a path after the version: operations below it are about the same things.
std::string resource_of(const Operation& operation) {
  const auto& path = operation.path_template;
  const auto begin = path.find('/', 1) + 1;
  return operation.service + " " + path.substr(begin, path.find('/', begin) - begin);
}

// The names of the fields in answers, also of the items of lists.
void add_names(const MessagePlan& plan, std::set<std::string>& names) {
  for (const auto& field : plan.fields) {
    names.insert(std::string(field.name));
    if (field.name == "items" && field.message) add_names(*field.message, names);
  }
}

std::map<std::string, std::set<std::string>> readable_names() {
  std::map<std::string, std::set<std::string>> names;
  for (const auto& operation : operations())
    if (!operation.answers_document && !operation.answers_http) add_names(*operation.response, names[resource_of(operation)]);
  return names;
}

const MessagePlan& body_plan(const Operation& operation) { return operation.changes ? *operation.changes->message : *operation.request; }

bool may_send(const Operation& operation, const FieldPlan& field) { return operation.changes || (!operation.reserved(&field) && !operation.bound_by_path(&field)); }

struct Probe {
  Json body;
  std::string pointer;   // the one field that must be named
};

Probe probe(Json body, const std::string& at, Json value) {
  body[Json::json_pointer(at)] = std::move(value);
  return {std::move(body), at};
}

// Foreign names at the top, and in every message inside.
void inject(const MessagePlan& plan, const Json& whole, const Json& here, const std::string& at, const std::set<std::string>& names, const Operation* top, std::vector<Probe>& probes) {
  for (const auto& name : names) {
    const auto* field = plan.find(name);
    // A reserved field is unknown to clients; one bound by the path may repeat what the path says.
    if (field && !(top && top->reserved(field))) continue;
    probes.push_back(probe(whole, at + "/" + name, "x"));
  }
  for (const auto& [name, value] : here.items()) {
    const auto* field = plan.find(name);
    if (field->kind != Kind::message) continue;
    const auto inner = field->repeated ? at + "/" + name + "/0" : field->map ? at + "/" + name + "/1" : at + "/" + name;
    inject(*field->message, whole, whole.at(Json::json_pointer(inner)), inner, names, nullptr, probes);
  }
}

std::vector<Json> wrong_values(const FieldPlan& field) {
  switch (field.kind) {
    case Kind::boolean: return {"true", 1, Json::array(), Json::object()};
    case Kind::int32:
    case Kind::int64:
    case Kind::uint32:
    case Kind::uint64: return {"1", 1.5, true, Json::array({1}), Json::object(), 1e300};
    case Kind::float32:
    case Kind::float64: return {"1", true, Json::array({1}), Json::object()};
    case Kind::string:
    case Kind::bytes:
    case Kind::timestamp: return {1, true, Json::array({"1"}), Json::object()};
    case Kind::enumeration: return {1, true, "no_such_value", Json::array({"1"}), Json::object()};
    case Kind::message: return {"1", 1, true, Json::array({Json::object()})};
    case Kind::subtree: return {};   // any JSON; what it says is the service's to judge
  }
  return {};
}

void confuse(const MessagePlan& plan, const Json& whole, const Json& here, const std::string& at, std::vector<Probe>& probes) {
  for (const auto& [name, value] : here.items()) {
    const auto& field = *plan.find(name);
    const auto pointer = at + "/" + name;
    auto element = pointer;
    if (field.repeated || field.map) {
      element += field.repeated ? "/0" : "/1";
      for (const auto& wrong : {Json(1), Json("1"), Json(true), field.repeated ? Json::object() : Json::array()}) probes.push_back(probe(whole, pointer, wrong));
      if (field.kind != Kind::subtree) probes.push_back(probe(whole, element, nullptr));   // a list with a hole
    }
    for (const auto& wrong : wrong_values(field)) probes.push_back(probe(whole, element, wrong));
    if (field.kind == Kind::message) confuse(*field.message, whole, whole.at(Json::json_pointer(element)), element, probes);
  }
}

class Writers {
 public:
  Writers() : possessions_(Harness::shared()) {}

  // A path to a real thing where the table has one, and somebody whose it is.
  std::string path(const Operation& operation) const {
    const auto* thing = possessions_.settled(collection_of(operation));
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < operation.path_fields.size(); ++i) ids.push_back(thing && i < thing->ids.size() ? thing->ids[i] : operation.path_fields[i]->kind == Kind::string ? new_id() : "1");
    return path_of(operation, ids);
  }

  Api caller(const Operation& operation) const {
    auto& suite = Harness::shared();
    if (operation.open_to_anyone) return suite.anyone();
    const auto role = operation.open_to_signed_in ? std::string("applicant") : operation.rule.roles(0);
    const auto* thing = possessions_.settled(collection_of(operation));
    if (role == "applicant" || role == "shopper") return suite.as(role, thing && !thing->owner.empty() ? thing->owner : possessions_.owner().subject);
    if (role == "entity_officer" || role == "integration") return suite.as(role, "officer", possessions_.entity());
    return suite.as(role, "staff");
  }

  // Every resource and list that is not a log, a document or about this very session, as its first reader sees it.
  Json world() const {
    Json all = Json::object();
    for (const auto& operation : operations()) {
      const auto where = path(operation);
      const bool volatile_one = where.find("/audit/") != std::string::npos || where.find("/me/") != std::string::npos || operation.answers_document || operation.answers_http;
      if (!reads(operation) || volatile_one) continue;
      auto api = caller(operation);
      // Lists of the table's programme alone where they can be asked for: what other tests left behind goes on by itself.
      const bool by_programme = operation.request->find("programme_id") && operation.limit;
      const auto answer = api.get(where + (by_programme ? "?limit=200&programme_id=" + possessions_.owner_programme() : operation.limit ? "?limit=200" : ""));
      if (answer.status != 200) continue;
      auto& seen = all[route_of(operation)];
      if (!operation.limit) seen = answer.json();
      else
        for (const auto& item : answer.json()["items"]) seen.push_back(item.value("id", item.dump()));
    }
    return all;
  }

 private:
  Possessions possessions_;
};

// What is wrong with the answer to the probe; "" when it is as it must be.
std::string deviation(const Answer& answer, int status, const std::string& code, const std::string& pointer, const std::set<std::string>& field_codes) {
  const auto problem = answer.json();
  const auto errors = problem.value("errors", Json::array());
  const bool fine = answer.status == status && answer.code() == code && errors.size() == 1 && errors[0]["pointer"] == pointer && field_codes.contains(errors[0]["code"].get<std::string>());
  return fine ? "" : std::to_string(answer.status) + " " + answer.body.substr(0, 400);
}

}  // namespace

TEST_CASE("I-11, S-11 no write takes a field that is not the client's to set, nor a value of another type, and nothing is changed by trying", "[permissions]") {
  const Writers writers;
  const auto names = readable_names();
  auto before = writers.world();
  // The services have told each other what the table's making had to tell.
  REQUIRE(await([&] { return before == std::exchange(before, writers.world()); }));
  CHECK(before.size() > 30);
  int injected = 0, confused = 0, written = 0;
  std::string deviations;
  for (const auto& operation : operations()) {
    if (!operation.takes_json_body()) continue;
    ++written;
    const auto body = sample_body(operation);
    const auto path = writers.path(operation);
    auto api = writers.caller(operation);
    auto foreign = names.count(resource_of(operation)) ? names.at(resource_of(operation)) : std::set<std::string>{};
    foreign.insert(always_tried.begin(), always_tried.end());
    for (const auto& field : body_plan(operation).fields)
      if (!may_send(operation, field)) foreign.insert(std::string(field.name));
    std::vector<Probe> probes;
    inject(body_plan(operation), body, body, "", foreign, operation.changes ? nullptr : &operation, probes);
    for (const auto& probe : probes) {
      ++injected;
      const auto wrong = deviation(ask(api, operation, path, probe.body), 400, "UNKNOWN_FIELD", probe.pointer, {"UNKNOWN_FIELD"});
      if (!wrong.empty()) deviations += route_of(operation) + " with " + probe.pointer + ": " + wrong + "\n";
    }
    probes.clear();
    confuse(body_plan(operation), body, body, "", probes);
    for (const auto& probe : probes) {
      ++confused;
      const auto wrong = deviation(ask(api, operation, path, probe.body), 422, "FIELDS_INVALID", probe.pointer, {"WRONG_TYPE", "OUT_OF_RANGE", "NOT_ALLOWED_VALUE"});
      if (!wrong.empty()) deviations += route_of(operation) + " with " + probe.pointer + " = " + probe.body.at(Json::json_pointer(probe.pointer)).dump() + ": " + wrong + "\n";
    }
  }
  CHECK(written > 80);
  CHECK(injected > 1'000);
  CHECK(confused > 1'000);
  INFO(deviations);
  CHECK(deviations.empty());
  const auto after = writers.world();
  INFO(Json::diff(before, after).dump(1));
  CHECK(after == before);
}
