#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> get_account(Unit& unit, const ById& input) {
  SHOPPER_TRY(const auto account, load_account(unit, input.id));
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
