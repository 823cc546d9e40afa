#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

bool speaks_for_entity(const Actor& actor) { return actor.has_role("entity_officer") || actor.has_role("integration"); }

bool acts_in_programme(const Actor& actor, const std::string& programme_id) {
  return actor.acts_in({"analyst", "administrator", "auditor", "entity_officer", "integration"}, programme_id);
}

Result<std::string> confined_entity(const Actor& actor, const std::string& asked) {
  if (!speaks_for_entity(actor)) return asked;
  if (actor.entity_id.empty()) return errors::forbidden();
  if (!asked.empty() && asked != actor.entity_id) return errors::not_found(asked);
  return actor.entity_id;
}

bool is_outsider(const Actor& actor) { return actor.has_role("entity_officer") || actor.has_role("integration"); }

std::string key_of(const std::vector<std::string>& parts) {
  std::string key;
  for (const auto& part : parts) key += std::to_string(part.size()) + ':' + part;
  return key;
}

std::vector<const Fact*> pointers(const std::vector<Fact>& facts) {
  std::vector<const Fact*> all;
  for (const auto& fact : facts) all.push_back(&fact);
  return all;
}

}  // namespace shopper::recommendation
