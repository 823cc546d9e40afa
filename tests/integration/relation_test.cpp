// I-10: every operation that names a thing in its path, by every role that holds it, in every relation to a real thing. What is hidden from the
// caller answers exactly as what does not exist; what is not hidden does not answer so. All of it is generated: operations and roles from the protos,
// relations from what a role is about, things from one table (possessions.h).
#include <algorithm>

#include "platform/crypto/hash.h"
#include "tests/integration/operations.h"
#include "tests/integration/possessions.h"

using namespace shopper::test;

namespace {

enum class Relation { own, other, other_entity, other_programme };

std::string to_string(Relation relation) {
  switch (relation) {
    case Relation::own: return "own";
    case Relation::other: return "other";
    case Relation::other_entity: return "other entity";
    case Relation::other_programme: return "other programme";
  }
  return "";
}

// What a role is about: people act on what is theirs, officers and their systems for an entity, some of the staff in the programmes they are given.
bool personal(const std::string& role) { return role == "applicant" || role == "shopper"; }
bool of_entity(const std::string& role) { return role == "entity_officer" || role == "integration"; }
bool per_programme(const std::string& role) { return role == "reviewer" || role == "interviewer" || role == "analyst"; }

// Everybody who may call it: the roles it names, or samples of all kinds where it is open.
std::vector<std::string> holders(const Operation& operation) {
  if (operation.open_to_anyone) return {"nobody", "applicant", "entity_officer", "analyst", "administrator"};
  if (operation.open_to_signed_in) return {"applicant", "shopper", "entity_officer", "reviewer", "administrator"};
  return {operation.rule.roles().begin(), operation.rule.roles().end()};
}

// "own" is a thing of the person's, of the entity's, or of a programme of the role's.
std::vector<Relation> relations(const std::string& role, const Thing& thing) {
  if (personal(role)) return thing.owner.empty() ? std::vector{Relation::other} : std::vector{Relation::own, Relation::other};
  if (of_entity(role)) return thing.entity.empty() ? std::vector{Relation::other} : std::vector{Relation::own, Relation::other_entity};
  if (per_programme(role) && !thing.programme.empty()) return {Relation::own, Relation::other_programme};
  return {Relation::other};
}

bool hidden(const Operation& operation, const std::string& role, Relation relation, const Thing& thing) {
  const bool open = operation.open_to_anyone || operation.open_to_signed_in;
  const bool owns = personal(role) && relation == Relation::own;
  if (!owns && thing.hidden_from.contains(role)) return true;
  if (open) return false;
  if (relation == Relation::other) return personal(role) && !thing.owner.empty();
  return relation == Relation::other_entity || relation == Relation::other_programme;
}

struct Cell {
  const Operation* operation;
  std::string role;
  Relation relation;
  const Thing* thing;
  std::string name() const { return route_of(*operation) + " as " + role + ", " + to_string(relation) + (thing->settled ? "" : ", not settled"); }
};

// What a caller can tell one refusal from another by: everything but the id asked for and what every answer has of its own.
Json visible_part(const Answer& answer, const std::vector<std::string>& ids) {
  auto body = answer.body;
  for (auto at = body.find(ids.front()); at != std::string::npos; at = body.find(ids.front())) body.replace(at, ids.front().size(), "{id}");
  auto problem = Json::parse(body, nullptr, false);
  if (problem.is_object()) problem.erase("trace_id");
  Json headers = Json::object();
  for (const auto& [name, value] : answer.headers) {
    const bool of_the_request = name == "x-request-id" || name == "traceparent" || name == "date" || name == "ratelimit" || name == "content-length";
    headers[name] = of_the_request ? "" : value;
  }
  return {{"status", answer.status}, {"headers", headers}, {"body", problem}};
}

// Short enough to be read: the members that differ, or what the hidden thing answered.
std::string difference(const Json& answer, const Json& nothing) {
  std::string text = std::to_string(answer["status"].get<int>()) + " " + answer["body"].dump();
  for (const auto& step : Json::diff(nothing, answer)) text += "\n    " + step.dump();
  return text;
}

std::vector<std::string> ids_for(const Operation& operation, const Thing& thing) {
  return {thing.ids.begin(), thing.ids.begin() + static_cast<std::ptrdiff_t>(std::min(operation.path_fields.size(), thing.ids.size()))};
}

// Nothing has the first of them; what follows is below it.
std::vector<std::string> ids_of_nothing(std::vector<std::string> ids) {
  ids.front() = new_id();
  return ids;
}

class Relations {
 public:
  Relations() : possessions_(Harness::shared()) {}

  std::vector<Cell> cells() {
    std::vector<Cell> all;
    for (const auto& operation : operations())
      for (const auto& thing : possessions_.things())
        if (thing.collection == collection_of(operation) && thing.ids.size() >= operation.path_fields.size())
          for (const auto& role : holders(operation))
            for (const auto relation : relations(role, thing)) all.push_back({&operation, role, relation, &thing});
    return all;
  }

  Api caller(const Cell& cell) {
    auto& suite = Harness::shared();
    if (cell.role == "nobody") return suite.anyone();
    if (personal(cell.role)) return suite.as(cell.role, cell.relation == Relation::own ? cell.thing->owner : possessions_.other().subject);
    if (of_entity(cell.role)) return suite.as(cell.role, "officer", cell.relation == Relation::other_entity ? possessions_.other_entity() : cell.thing->entity.empty() ? possessions_.entity() : cell.thing->entity);
    if (cell.relation == Relation::other_programme) return suite.as_limited(cell.role, "limited", possessions_.other_programme());
    if (cell.relation == Relation::own) return suite.as_limited(cell.role, "assigned", cell.thing->programme);
    return suite.as(cell.role, "staff");
  }

  Answer call(const Cell& cell, const std::vector<std::string>& ids, const std::string& version) {
    auto api = caller(cell);
    const auto path = path_of(*cell.operation, ids);
    if (cell.operation->rule.upload_size() > 0) return api.send(method_of(*cell.operation), path, a_picture(), {{"Content-Type", "image/png"}});
    // What else is named is the caller's own, so that nothing but the thing in the path decides.
    const auto programme = cell.relation == Relation::other_programme ? possessions_.other_programme() : cell.thing->programme;
    const auto application = (cell.relation == Relation::own ? possessions_.owner() : possessions_.other()).application;
    return ask(api, *cell.operation, path, sample_body(*cell.operation, {{"programme_id", programme}, {"application_id", application}}), version);
  }

  // The refusal for what does not exist. Where a PUT would make it, that of reading it.
  Json of_nothing(const Cell& cell, const std::vector<std::string>& ids) {
    auto reader = cell;
    if (creates(*cell.operation)) {
      const auto found = std::find_if(operations().begin(), operations().end(), [&](const Operation& o) { return reads(o) && o.path_template == cell.operation->path_template; });
      REQUIRE(found != operations().end());
      reader.operation = &*found;
    }
    const auto nothing = ids_of_nothing(ids);
    return visible_part(call(reader, nothing, "1"), nothing);
  }

 private:
  Possessions possessions_;
};

// Kinds nobody who holds an operation of theirs is kept from: they belong to administrators, or to everybody.
const std::set<std::string> hidden_from_no_holder{"accounts", "api-clients", "application-appeals", "author-disclosures", "branches", "entities", "interview-slots", "legal-holds", "services", "workshops"};

}  // namespace

TEST_CASE("I-10, S-11 what is hidden from a caller answers exactly as what does not exist, whatever the operation and the relation", "[permissions]") {
  Relations relations;
  std::vector<std::string> deviations;
  int hidden_cells = 0, visible_cells = 0;
  const auto cells = relations.cells();
  for (const auto& cell : cells) {
    if (!hidden(*cell.operation, cell.role, cell.relation, *cell.thing)) continue;
    ++hidden_cells;
    const auto ids = ids_for(*cell.operation, *cell.thing);
    const auto answer = visible_part(relations.call(cell, ids, "1"), ids);
    const auto nothing = relations.of_nothing(cell, ids);
    if (answer["status"] != 404 || answer["body"].value("code", "") != "NOT_FOUND" || answer != nothing)
      deviations.push_back(cell.name() + ": " + difference(answer, nothing));
  }
  // The other half: what is not hidden is found. Reads first, then changes to a version that is long gone or never was.
  for (const bool reading : {true, false})
    for (const auto& cell : cells) {
      if (reads(*cell.operation) != reading || !cell.thing->settled || hidden(*cell.operation, cell.role, cell.relation, *cell.thing)) continue;
      ++visible_cells;
      const auto answer = relations.call(cell, ids_for(*cell.operation, *cell.thing), "999999");
      const bool found = reading ? answer.status == 200 : answer.status != 404 && answer.status != 403 && answer.status != 401;
      if (!found || answer.status == 0 || answer.status >= 500) deviations.push_back(cell.name() + ": not found: " + std::to_string(answer.status) + " " + answer.body);
    }
  CHECK(hidden_cells > 100);
  CHECK(visible_cells > 150);
  std::string report;
  for (const auto& deviation : deviations) report += deviation + "\n";
  INFO(report);
  CHECK(deviations.empty());

  // Every kind is in the table of things, or is known to be hidden from nobody: a new kind must be put into one of the two.
  std::set<std::string> kinds;
  for (const auto& operation : operations())
    if (!operation.path_fields.empty()) kinds.insert(collection_of(operation));
  for (const auto& cell : cells) kinds.erase(cell.thing->collection);
  CHECK(kinds == hidden_from_no_holder);
}

TEST_CASE("I-10 what does not exist is not found by anybody, before anything else is judged", "[permissions]") {
  auto& suite = Harness::shared();
  std::vector<std::string> deviations;
  int cells = 0;
  for (const auto& operation : operations()) {
    if (operation.path_fields.empty()) continue;
    for (const auto& role : holders(operation)) {
      auto api = role == "nobody" ? suite.anyone() : suite.as(role, "relation-" + role, of_entity(role) ? new_id() : "");
      std::vector<std::string> ids;
      for (const auto* field : operation.path_fields) ids.push_back(field->name == "sha256" ? shopper::crypto::sha256_hex(a_picture()) : field->name == "form_version" ? "1" : new_id());
      const auto path = path_of(operation, ids);
      const auto answer = operation.rule.upload_size() > 0 ? api.send(method_of(operation), path, a_picture(), {{"Content-Type", "image/png"}}) : ask(api, operation, path, sample_body(operation));
      ++cells;
      const bool fine = creates(operation) ? answer.status >= 200 && answer.status < 500 && answer.status != 403 : answer.status == 404 && answer.code() == "NOT_FOUND";
      if (!fine) deviations.push_back(route_of(operation) + " as " + role + ": " + std::to_string(answer.status) + " " + answer.body);
    }
  }
  CHECK(cells > 250);
  std::string report;
  for (const auto& deviation : deviations) report += deviation + "\n";
  INFO(report);
  CHECK(deviations.empty());
}
