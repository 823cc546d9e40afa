#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Programme> patch_programme(Unit& unit, const PatchProgramme& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  SHOPPER_CHECK(expect_version(programme.version, input.expected_version));
  SHOPPER_CHECK(programme_lifecycle().next(programme.state, ProgrammeCommand::change));
  apply_changes(programme.details(), input.changes, input.changed_fields);
  SHOPPER_CHECK(check_programme(programme, false));
  if (programme_code_taken(unit.db, programme.code, programme.id))
    return conflict("PROGRAMME_CODE_TAKEN", fill({"الرمز {} مستعمل لبرنامج آخر", "The code {} belongs to another programme"}, {programme.code}));
  ++programme.version;
  unit.db.update(programme);
  return programme;
}

}  // namespace shopper::registration
