#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> reset_credentials(Unit& unit, const WithReason& input) {
  SHOPPER_TRY(auto account, load_to_change(unit, input.id, input.expected_version));
  SHOPPER_CHECK(check_reason(input.reason));
  account.password_hash.clear();
  account.second_factor.clear();
  account.second_factor_confirmed = false;
  save(unit, account);
  end_sessions_of(unit, account.id, "");
  powers_changed(unit, account);
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
