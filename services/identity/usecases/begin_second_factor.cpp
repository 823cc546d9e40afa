#include "identity/usecases/accounts.h"
#include "platform/base/url.h"
#include "platform/crypto/totp.h"

namespace shopper::identity {

SecondFactor fresh_second_factor(Unit& unit, Account account) {
  account.second_factor = crypto::new_totp_secret();
  account.second_factor_confirmed = false;
  account.second_factor_step = 0;
  save(unit, account);
  // Key URI format of authenticator apps: otpauth://totp/ISSUER:ACCOUNT?secret=...
  return {account.second_factor, "otpauth://totp/Mystery%20Shopper:" + percent_encode(account.details.email.empty() ? account.details.phone : account.details.email) +
                                     "?secret=" + account.second_factor + "&issuer=Mystery%20Shopper"};
}

Result<Done> prepare_second_factor(const Lookups& lookups, BeginSecondFactor& input) {
  SHOPPER_TRY(const auto account, lookups.read([](Unit& unit) { return own_account(unit); }));
  // Who replaces a second factor must have it: a stolen session must not be able to.
  if (account.has_second_factor()) return prove_second_factor(lookups, account.id, input.second_factor, false);
  return Done{};
}

Result<SecondFactor> begin_second_factor(Unit& unit, const BeginSecondFactor&) {
  SHOPPER_CHECK(current_session(unit));
  SHOPPER_TRY(auto account, own_account(unit));
  return fresh_second_factor(unit, std::move(account));
}

}  // namespace shopper::identity
