#include <algorithm>

#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> withdraw_role(Unit& unit, const ChangeGrant& input) {
  SHOPPER_TRY(auto account, load_to_change(unit, input.id, input.expected_version));
  const RoleGrant grant{input.role, input.programme_id, input.entity_id, "", {}, ""};
  if (std::erase_if(account.grants, [&](const auto& known) { return same_grant(known, grant); }) == 0)
    return conflict("ROLE_NOT_HELD", {"لا يحمل هذا الحساب هذا الدور", "The account does not hold this role"});
  save(unit, account);
  powers_changed(unit, account);
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
