#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> get_own_account(Unit& unit, const Nothing&) {
  SHOPPER_TRY(const auto account, own_account(unit));
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
