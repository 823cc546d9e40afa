#include "registration/usecases/privacy.h"

namespace shopper::registration {

Result<Application> withdraw_consent(Unit& unit, const ByIdAndVersion& input) {
  SHOPPER_TRY(auto application, load_own(unit, input.id));
  SHOPPER_CHECK(expect_version(application.version, input.expected_version));
  if (application.details.consent_notice_version.empty() && application.state != ApplicationState::withdrawn)
    return conflict("CONSENT_NOT_GIVEN", {"لم تُعطَ موافقة", "No consent was given"});
  withdraw_consents(unit.db, application.id, unit.now);
  application.details.consent_notice_version.clear();
  application.consented_at = {};
  if (withdraw_where_possible(unit, application, "CONSENT_WITHDRAWN", {"سُحبت الموافقة، ومعها الطلب", "Consent was withdrawn, and the application with it"})) return application;
  ++application.version;
  application.updated_at = unit.now;
  unit.db.update(application);
  return application;
}

}  // namespace shopper::registration
