#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<Trends> get_trends(Unit& unit, const GetTrends& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  const auto facts = facts_of(unit.db, {input.programme_id, entity_id, "", "", "", is_outsider(unit.actor)});
  return make_trends(pointers(facts), {});
}

}  // namespace shopper::recommendation
