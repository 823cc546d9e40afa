#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<ApplicationStatus> get_application_status(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto application, load_readable(unit, input.id));
  ApplicationStatus status{application.id, application.state, timeline(unit.db, application.id), {}, application.version};
  if (application.applicant != unit.actor.subject) return status;
  status.actions = applicant_actions(application.state);
  const auto stage = appeal_stage(application.state);
  if (!stage.empty() && appeal_of(unit.db, application.id, stage)) std::erase(status.actions, "appeal");
  return status;
}

}  // namespace shopper::registration
