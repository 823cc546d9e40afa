#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {

Result<RecommendationView> get_recommendation(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto item, load_recommendation(unit, input.id));
  return view_of(std::move(item));
}

Result<Page<RecommendationView>> list_recommendations_page(Unit& unit, const ListRecommendations& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  FieldErrors errors;
  errors.check(input.state.empty() || enum_from<RecommendationState>(input.state), "/state", "STATE_UNKNOWN", {"حالة غير معروفة", "This is not a state"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  const auto rows = make_page(list_recommendations(unit.db, input.programme_id, entity_id, input.state, input.cursor, limit + 1), limit,
                              [](const RecommendationItem& last) { return last.id; });
  Page<RecommendationView> page;
  page.next_cursor = rows.next_cursor;
  for (const auto& item : rows.items)
    if (acts_in_programme(unit.actor, item.programme_id) && (!speaks_for_entity(unit.actor) || known_to_entity(item))) page.items.push_back(view_of(item));
  return page;
}

}  // namespace shopper::recommendation
