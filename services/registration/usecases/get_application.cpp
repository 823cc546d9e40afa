#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Application> get_application(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto application, load_readable(unit, input.id));
  return view_for(unit.actor, std::move(application));
}

}  // namespace shopper::registration
