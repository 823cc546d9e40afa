#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Notice> record_notice(Unit& unit, const RecordNotice& input) {
  SHOPPER_TRY(auto application, load_own(unit, input.application_id));
  if (application.state == ApplicationState::draft || application.state == ApplicationState::withdrawn)
    return errors::wrong_state(std::string(to_string(application.state)), applicant_actions(application.state));
  SHOPPER_TRY(auto programme, load_programme(unit, application.programme_id));
  Notice notice{unit.new_id(), application.id, programme.id, input.kind, input.from, input.to, input.conflicts, input.remark, false, {}, unit.now};
  SHOPPER_CHECK(check_notice(notice));
  derive_effects(notice, programme.policy);
  if (input.dry_run) {
    notice.id.clear();
    return notice;
  }
  unit.db.insert(notice);
  unit.emit("notice.recorded", notice.id,
            NoticeRecorded{notice.id, application.id, programme.id, notice.kind, notice.from, notice.to, notice.conflicts, notice.suspends});
  return notice;
}

}  // namespace shopper::registration
