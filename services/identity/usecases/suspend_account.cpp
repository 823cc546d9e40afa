#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> suspend_account(Unit& unit, const WithReason& input) {
  SHOPPER_TRY(auto account, load_to_change(unit, input.id, input.expected_version));
  SHOPPER_CHECK(check_reason(input.reason));
  SHOPPER_TRY(account.state, account_lifecycle().next(account.state, AccountCommand::suspend));
  save(unit, account);
  end_sessions_of(unit, account.id, "");
  powers_changed(unit, account);
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
