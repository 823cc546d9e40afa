#include <algorithm>

#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> grant_role(Unit& unit, const ChangeGrant& input) {
  const RoleGrant grant{input.role, input.programme_id, input.entity_id, unit.actor.subject, unit.now, ""};
  SHOPPER_TRY(auto account, load_to_change(unit, input.id, input.expected_version));
  SHOPPER_CHECK(check_grant(grant));
  if (account.state != AccountState::active) return errors::wrong_state(std::string(to_string(account.state)), account_lifecycle().legal(account.state));
  const auto there = std::find_if(account.grants.begin(), account.grants.end(), [&](const auto& known) { return same_grant(known, grant); });
  if (there == account.grants.end()) account.grants.push_back(grant);
  else if (counts(*there) || there->granted_by == unit.actor.subject) return view_of(account, unit.actor);   // a repetition
  else there->confirmed_by = unit.actor.subject;
  save(unit, account);
  powers_changed(unit, account);
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
