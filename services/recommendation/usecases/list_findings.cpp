#include "recommendation/usecases/findings.h"

namespace shopper::recommendation {

Result<Finding> get_finding(Unit& unit, const ById& input) {
  auto finding = unit.db.find<Finding>("id = :i", {input.id});
  if (!finding || !confined_entity(unit.actor, finding->entity_id).ok()) return errors::not_found(input.id);
  return std::move(*finding);
}

Result<Page<Finding>> list_findings_page(Unit& unit, const ListFindings& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  const int limit = page_limit(input.limit);
  return make_page(list_findings(unit.db, input.programme_id, entity_id, input.cursor, limit + 1), limit, [](const Finding& last) { return last.id; });
}

}  // namespace shopper::recommendation
