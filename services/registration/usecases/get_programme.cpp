#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Programme> get_programme(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  if (programme.state == ProgrammeState::draft && !is_staff(unit.actor, programme.id)) return errors::not_found(input.id);
  return programme;
}

}  // namespace shopper::registration
