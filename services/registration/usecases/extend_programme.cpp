#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Programme> extend_programme(Unit& unit, const ExtendProgramme& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  SHOPPER_CHECK(expect_version(programme.version, input.expected_version));
  SHOPPER_TRY(programme.state, programme_lifecycle().next(programme.state, ProgrammeCommand::extend));
  FieldErrors errors;
  errors.check(input.closes_on > programme.closes_on, "/closes_on", "NOT_LATER", {"يجب أن يكون اليوم الأخير الجديد بعد الحالي", "The new last day must be after the present one"});
  errors.check(!input.reason.empty(), "/reason", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  SHOPPER_CHECK(errors.result());
  programme.closes_on = input.closes_on;
  programme.closed_at = {};
  ++programme.version;
  programme.open = window_open(programme, unit.now);
  unit.db.update(programme);
  unit.audit("ExtendProgramme.reason", programme.id, unit.now, input.reason);
  return programme;
}

}  // namespace shopper::registration
