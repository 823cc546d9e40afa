#include "registration/usecases/privacy.h"

namespace shopper::registration {

Result<Application> withdraw_application(Unit& unit, const WithdrawApplication& input) {
  SHOPPER_TRY(auto application, load_own(unit, input.id));
  SHOPPER_CHECK(expect_version(application.version, input.expected_version));
  if (!withdraw_where_possible(unit, application, "WITHDRAWN_BY_APPLICANT", {"سحب مقدم الطلب طلبه", "The applicant withdrew"}))
    return errors::wrong_state(std::string(to_string(application.state)), applicant_actions(application.state));
  return application;
}

}  // namespace shopper::registration
