#include <algorithm>

#include "identity/usecases/reactions.h"

namespace shopper::identity {

// Who is on a panel is a shopper, as long as that lasts.
Result<Done> apply_member_changed(Unit& unit, const MemberChanged& event) {
  auto account = unit.db.find<Account>("id = :i", {event.shopper});
  if (!account) return Done{};   // imported, or signed in elsewhere
  const RoleGrant grant{"shopper", event.programme_id, "", "panel", unit.now, ""};
  const auto held = std::find_if(account->grants.begin(), account->grants.end(), [&](const auto& known) { return same_grant(known, grant); });
  const bool over = event.state == "released" || event.state == "removed" || event.state == "completed";
  if ((held != account->grants.end()) != over) return Done{};
  if (over) account->grants.erase(held);
  else account->grants.push_back(grant);
  save(unit, *account);
  powers_changed(unit, *account);
  return Done{};
}

}  // namespace shopper::identity
