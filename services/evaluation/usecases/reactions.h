// What other services' events do here (docs/EVENTS.md); called once for each event, in its transaction.
#pragma once

#include "evaluation/usecases/context.h"
#include "evaluation/usecases/shared.h"

namespace shopper::evaluation {

struct MemberChanged {
  std::string member_id, programme_id, shopper;
  domain::MemberState state = domain::MemberState::onboarding;
  bool certified = false;
  std::vector<std::string> conflicts;
  Date absent_from, absent_to;
  SHOPPER_FIELDS(MemberChanged, member_id, programme_id, shopper, state, certified, conflicts, absent_from, absent_to)
};
struct RemeasurementRequested {
  std::string recommendation_id, programme_id, entity_id, service_id, channel;
  std::int64_t visits = 0;
  Date due_on;
  SHOPPER_FIELDS(RemeasurementRequested, recommendation_id, programme_id, entity_id, service_id, channel, visits, due_on)
};
struct AppealFiled {
  std::string appeal_id, evaluation_id;
  SHOPPER_FIELDS(AppealFiled, appeal_id, evaluation_id)
};
struct AppealDecided {
  std::string appeal_id, evaluation_id, outcome;
  RawJson corrections;
  SHOPPER_FIELDS(AppealDecided, appeal_id, evaluation_id, outcome, corrections)
};

// Keeps the member; missions of one who left, is away then, or has a new tie go to others.
Result<Done> apply_member_changed(Unit& unit, const MemberChanged& event);
// Plans the missions, spread over the entity's branches, and offers them as the rules allow.
Result<Done> apply_remeasurement_requested(Unit& unit, const RemeasurementRequested& event);
Result<Done> apply_appeal_filed(Unit& unit, const AppealFiled& event);
Result<Done> apply_appeal_decided(Context& context, Unit& unit, const AppealDecided& event);

}  // namespace shopper::evaluation
