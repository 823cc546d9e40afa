#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {

Result<RecommendationView> acknowledge_recommendation(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::acknowledge, input.remark));
  return save(unit, std::move(item));
}

Result<RecommendationView> respond_to_recommendation(Unit& unit, const Respond& input) {
  using Response = RecommendationResponse;
  SHOPPER_CHECK(load_recommendation(unit, input.id));
  FieldErrors errors;
  errors.check(input.response != Response::unspecified, "/response", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(input.response == Response::accepted || !input.reason.empty(), "/reason", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  if (input.response == Response::transferred)
    errors.check(input.transfer_to != unit.actor.entity_id && unit.db.find<Entity>("entity_id = :e", {input.transfer_to}).has_value(), "/transfer_to", "ENTITY_UNKNOWN",
                 {"يلزم معرّف جهة أخرى", "The id of another entity is needed"});
  SHOPPER_CHECK(errors.result());
  const auto command = input.response == Response::accepted  ? RecommendationCommand::accept
                       : input.response == Response::partly   ? RecommendationCommand::accept_partly
                       : input.response == Response::rejected ? RecommendationCommand::reject
                                                              : RecommendationCommand::transfer;
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, command, input.reason));
  item.response = input.response;
  item.response_reason = input.reason;
  if (command == RecommendationCommand::transfer) {
    item.entity_id = input.transfer_to;
    // The other entity does not offer this one's service: there it is about the entity as a whole.
    const auto service = unit.db.find<Service>("service_id = :s", {item.service_id});
    if (service && service->entity_id != item.entity_id) item.service_id.clear();
  }
  return save(unit, std::move(item));
}

Result<RecommendationView> add_commitment(Unit& unit, const AddCommitment& input) {
  SHOPPER_CHECK(load_recommendation(unit, input.id));
  FieldErrors errors;
  errors.check(!input.owner.empty() && input.owner.size() <= 200, "/owner", "LENGTH", {"يلزم نص من 1 إلى 200 بايت", "A text of 1 to 200 bytes is needed"});
  errors.check(!input.measure.empty() && input.measure.size() <= 2000, "/measure", "LENGTH", {"يلزم نص من 1 إلى 2000 بايت", "A text of 1 to 2000 bytes is needed"});
  errors.check(bool(input.due_on), "/due_on", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::add_commitment, ""));
  item.history.pop_back();   // the state has not changed
  item.commitments.push_back({input.owner, input.measure, input.due_on, unit.now});
  return save(unit, std::move(item));
}

Result<RecommendationView> start_recommendation(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::start, input.remark));
  if (item.commitments.empty()) return conflict("COMMITMENT_REQUIRED", {"يلزم التزام واحد على الأقل قبل البدء", "At least one commitment is needed before the start"});
  return save(unit, std::move(item));
}

Result<RecommendationView> claim_done(Unit& unit, const Action& input) {
  SHOPPER_CHECK(load_recommendation(unit, input.id));
  FieldErrors errors;
  errors.check(!input.remark.empty(), "/remark", "REQUIRED", {"صف ما أُنجز", "Say what was done"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::claim_done, input.remark));
  return save(unit, std::move(item));
}

}  // namespace shopper::recommendation
