#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<std::string> confined_entity(const Actor& actor, const std::string& asked) {
  if (!actor.has_role("entity_officer")) return asked;
  if (actor.entity_id.empty()) return errors::forbidden();
  if (!asked.empty() && asked != actor.entity_id) return errors::not_found(asked);
  return actor.entity_id;
}

std::vector<const Fact*> pointers(const std::vector<Fact>& facts) {
  std::vector<const Fact*> all;
  for (const auto& fact : facts) all.push_back(&fact);
  return all;
}

}  // namespace shopper::recommendation
