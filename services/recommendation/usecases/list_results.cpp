#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<Page<ReleasedResult>> list_results_page(Unit& unit, const ListResults& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  const int limit = page_limit(input.limit);
  const bool outsider = is_outsider(unit.actor);
  const auto facts = make_page(list_results(unit.db, input.programme_id, entity_id, outsider, input.cursor, limit + 1), limit, [](const Fact& last) { return last.evaluation_id; });
  Page<ReleasedResult> page;
  page.next_cursor = facts.next_cursor;
  for (const auto& kept : facts.items) {
    const auto fact = outsider ? row_as_shown(kept) : kept;
    if (!acts_in_programme(unit.actor, kept.programme_id)) continue;
    page.items.push_back({fact.evaluation_id, fact.programme_id, fact.entity_id, fact.branch_id, fact.service_id, fact.channel, fact.visited_on, fact.purpose,
                          fact.score, fact.items, fact.revision, fact.annulled, fact.locked});
  }
  return page;
}

}  // namespace shopper::recommendation
