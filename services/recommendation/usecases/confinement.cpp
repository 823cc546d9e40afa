#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<std::string> confined_entity(const Actor& actor, const std::string& asked) {
  // A client system of an entity is confined like its officers; one of no entity sees what every entity sees of itself.
  const bool of_entity = actor.has_role("entity_officer") || (actor.has_role("integration") && !actor.entity_id.empty());
  if (!of_entity) return asked;
  if (actor.entity_id.empty()) return errors::forbidden();
  if (!asked.empty() && asked != actor.entity_id) return errors::not_found(asked);
  return actor.entity_id;
}

bool is_outsider(const Actor& actor) { return actor.has_role("entity_officer") || actor.has_role("integration"); }

std::vector<const Fact*> pointers(const std::vector<Fact>& facts) {
  std::vector<const Fact*> all;
  for (const auto& fact : facts) all.push_back(&fact);
  return all;
}

}  // namespace shopper::recommendation
