#include "identity/usecases/accounts.h"
#include "platform/crypto/password.h"

namespace shopper::identity {

Result<Done> prepare_password(const Lookups& lookups, SetPassword& input) {
  SHOPPER_TRY(const auto account, lookups.read([](Unit& unit) { return own_account(unit); }));
  SHOPPER_CHECK(check_password(input.new_password, account.details));
  if (!account.password_hash.empty()) {
    const bool allowed = lookups.record([&](Unit& unit) { return take_attempt(unit.db, password_tries, account.id, unit.now); });
    if (!crypto::password_matches(account.password_hash, input.current_password) || !allowed) return sign_in_failed();
  }
  input.new_hash = crypto::hash_password(input.new_password);
  return Done{};
}

Result<Done> set_password(Unit& unit, const SetPassword& input) {
  SHOPPER_TRY(const auto session, current_session(unit));
  SHOPPER_TRY(auto account, own_account(unit));
  account.password_hash = input.new_hash;
  save(unit, account);
  end_sessions_of(unit, account.id, session.id);
  return Done{};
}

}  // namespace shopper::identity
