#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<Trends> get_trends(Unit& unit, const GetTrends& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  // Without a programme the answer mixes all of them: for those alone who work in all.
  if (!acts_in_programme(unit.actor, input.programme_id)) return errors::not_found(input.programme_id);
  const bool outsider = is_outsider(unit.actor);
  return unit.db.kept_at<Trends>(analysis_version(unit.db), key_of({"trends", input.programme_id, entity_id, outsider ? "outsider" : ""}), [&] {
    return make_trends(pointers(facts_of(unit.db, {input.programme_id, entity_id, "", "", "", outsider})), {});
  });
}

}  // namespace shopper::recommendation
