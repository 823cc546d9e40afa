#include "evaluation/events/events.h"

#include "evaluation/usecases/privacy.h"
#include "evaluation/usecases/reactions.h"

namespace shopper::evaluation {

void react_to_selection(events::Consumer& selection) {
  selection.on("member.changed", [](Unit& unit, const Event& event) { return apply_member_changed(unit, event.as<MemberChanged>()); });
  selection.on(subject_erased_event, erase_subject);
}

void react_to_recommendation(events::Consumer& recommendation, Context& context) {
  recommendation.on("remeasurement.requested", [](Unit& unit, const Event& event) { return apply_remeasurement_requested(unit, event.as<RemeasurementRequested>()); });
  recommendation.on("appeal.filed", [](Unit& unit, const Event& event) { return apply_appeal_filed(unit, event.as<AppealFiled>()); });
  recommendation.on("appeal.decided", [&context](Unit& unit, const Event& event) { return apply_appeal_decided(context, unit, event.as<AppealDecided>()); });
}

}  // namespace shopper::evaluation
