#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {

Result<RecommendationView> send_to_review(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::send_to_review, input.remark));
  return save(unit, std::move(item));
}

Result<RecommendationView> return_to_draft(Unit& unit, const Action& input) {
  SHOPPER_CHECK(load_recommendation(unit, input.id));
  FieldErrors errors;
  errors.check(!input.remark.empty(), "/remark", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::return_to_draft, input.remark));
  return save(unit, std::move(item));
}

Result<RecommendationView> issue_recommendation(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::issue, input.remark));
  // Two persons: nobody issues what she wrote herself.
  if (has_written(item, unit.actor.subject))
    return conflict("SECOND_PERSON_REQUIRED", {"يجب أن يصدر التوصية شخص لم يشارك في كتابتها", "Another person than those who wrote it must issue it"});
  return save(unit, std::move(item));
}

}  // namespace shopper::recommendation
