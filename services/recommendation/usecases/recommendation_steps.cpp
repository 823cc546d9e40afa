#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {

Result<RecommendationItem> load_recommendation(Unit& unit, const std::string& id) {
  auto item = unit.db.find<RecommendationItem>("id = :i", {id});
  if (!item || !acts_in_programme(unit.actor, item->programme_id)) return errors::not_found(id);
  if (speaks_for_entity(unit.actor)) {
    if (!confined_entity(unit.actor, item->entity_id).ok() || !known_to_entity(*item)) return errors::not_found(id);
  }
  return std::move(*item);
}

Result<RecommendationItem> begin_action(Unit& unit, const std::string& id, std::int64_t expected_version, RecommendationCommand command, const std::string& remark) {
  SHOPPER_TRY(auto item, load_recommendation(unit, id));
  SHOPPER_CHECK(expect_version(item.version, expected_version));
  SHOPPER_TRY(item.state, recommendation_lifecycle().next(item.state, command));
  FieldErrors errors;
  errors.check(remark.size() <= 4000, "/remark", "TOO_LONG", {"4000 بايت على الأكثر", "At most 4000 bytes"});
  SHOPPER_CHECK(errors.result());
  item.history.push_back({unit.now, item.state, unit.actor.subject, remark});
  return item;
}

RecommendationView view_of(RecommendationItem item) {
  RecommendationView view;
  static_cast<RecommendationItem&>(view) = std::move(item);
  view.actions = recommendation_lifecycle().legal(view.state);
  return view;
}

RecommendationView save(Unit& unit, RecommendationItem item) {
  ++item.version;
  item.updated_at = unit.now;
  unit.db.update(item);
  return view_of(std::move(item));
}

}  // namespace shopper::recommendation
