#include <algorithm>
#include <set>

#include "identity/usecases/reactions.h"
#include "identity/usecases/tokens.h"

namespace shopper::identity {

Result<Done> warn_of_disclosure(Unit& unit, const AuthorDisclosureStep& event) {
  constexpr int at_once = 200;
  const auto text = fill({"برنامج المتسوق السري: كشف كاتب تقرير ({}).\nالطلب: {}\nالتقرير: {}\nمن: {}\nإن لم تكن تعلم بالأمر فراجع الطلب وسجل التدقيق فورًا.",
                          "Mystery shopper programme: disclosure of a report's author ({}).\nRequest: {}\nReport: {}\nBy: {}\nIf you do not know of it, look at the request and the audit log now."},
                         {event.step, event.disclosure_id, event.evaluation_id, event.by});
  std::set<std::string> told;
  for (const auto* role : {"administrator", "auditor"}) {
    std::string after;
    for (;;) {
      const auto accounts = list_accounts(unit.db, "", role, after, at_once);
      for (const auto& account : accounts) {
        const bool concerned = std::any_of(account.grants.begin(), account.grants.end(), [&](const auto& grant) {
          return grant.role == role && (grant.programme_id.empty() || grant.programme_id == event.programme_id);
        });
        if (!concerned || account.state != AccountState::active || !told.insert(account.id).second) continue;
        if (!account.details.email.empty()) send_message(unit, {Channel::email, account.details.email}, text, account.language);
        else if (!account.details.phone.empty()) send_message(unit, {Channel::phone, account.details.phone}, text, account.language);
      }
      if (accounts.size() < at_once) break;
      after = accounts.back().id;
    }
  }
  return Done{};
}

}  // namespace shopper::identity
