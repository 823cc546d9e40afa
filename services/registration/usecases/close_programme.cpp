#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Programme> close_programme(Unit& unit, const CloseProgramme& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  SHOPPER_CHECK(expect_version(programme.version, input.expected_version));
  SHOPPER_TRY(programme.state, programme_lifecycle().next(programme.state, ProgrammeCommand::close));
  FieldErrors errors;
  errors.check(!input.reason.empty(), "/reason", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  SHOPPER_CHECK(errors.result());
  programme.closed_at = unit.now;
  programme.open = false;
  ++programme.version;
  unit.db.update(programme);
  unit.audit("CloseProgramme.reason", programme.id, unit.now, input.reason);
  unit.emit("programme.closed", programme.id, ProgrammeClosed{programme.id});
  return programme;
}

}  // namespace shopper::registration
