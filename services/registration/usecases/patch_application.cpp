#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Application> PatchApplicationCase::operator()(Unit& unit, const PatchApplication& input) const {
  SHOPPER_TRY(auto application, load_own(unit, input.id));
  SHOPPER_CHECK(expect_version(application.version, input.expected_version));
  const bool draft = application.state == ApplicationState::draft;
  SHOPPER_TRY(application.state, application_lifecycle().next(application.state, draft ? ApplicationCommand::edit : ApplicationCommand::correct));
  auto details = application.details;
  apply_changes(details, input.changes, input.changed_fields);
  SHOPPER_CHECK(check_details(details, unit.today(), ""));
  if (!draft) SHOPPER_CHECK(check_complete(details, ""));
  if (details.consent_notice_version != application.details.consent_notice_version) application.consented_at = unit.now;
  keys.store_details(application, std::move(details));
  ++application.version;
  application.updated_at = unit.now;
  if (!draft) {
    SHOPPER_TRY(auto programme, load_programme(unit, application.programme_id));
    SHOPPER_CHECK(judge_and_tell(unit, programme, application, false));
  }
  unit.db.update(application);
  return application;
}

}  // namespace shopper::registration
