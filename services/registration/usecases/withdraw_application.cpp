#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Application> withdraw_application(Unit& unit, const WithdrawApplication& input) {
  SHOPPER_TRY(auto application, load_own(unit, input.id));
  SHOPPER_CHECK(expect_version(application.version, input.expected_version));
  const auto before = application.state;
  SHOPPER_TRY(application.state, application_lifecycle().next(before, ApplicationCommand::withdraw));
  ++application.version;
  application.updated_at = unit.now;
  unit.db.update(application);
  append_timeline(unit.db, application.id, {unit.now, application.state, {"WITHDRAWN_BY_APPLICANT"}, {{"سحب مقدم الطلب طلبه", "The applicant withdrew"}}});
  // Selection never heard of drafts and of ineligible applications.
  if (before != ApplicationState::draft && before != ApplicationState::ineligible)
    unit.emit("application.withdrawn", application.id, ApplicationWithdrawn{application.id, application.programme_id});
  return application;
}

}  // namespace shopper::registration
