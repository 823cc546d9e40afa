#include <algorithm>

#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<UserInfo> get_user_info(Unit& unit, const Nothing&) {
  SHOPPER_TRY(const auto account, own_account(unit));
  const auto session = unit.db.find<Session>("id = :i", {unit.actor.session_id});
  const auto asked = [&](const char* scope) {
    return session && std::any_of(session->scopes.begin(), session->scopes.end(), [&](const auto& given) { return given == scope || given == "api"; });
  };
  UserInfo info;
  info.sub = account.id;
  if (asked("profile")) {
    info.name = account.details.name;
    info.locale = account.language;
  }
  if (asked("email")) {
    info.email = account.details.email;
    info.email_verified = !info.email.empty() && account.details.email_provenance == Provenance::verified;
  }
  if (asked("phone")) {
    info.phone_number = account.details.phone;
    info.phone_number_verified = !info.phone_number.empty() && account.details.phone_provenance == Provenance::verified;
  }
  return info;
}

}  // namespace shopper::identity
