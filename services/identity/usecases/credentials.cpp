#include "identity/usecases/credentials.h"

#include <sodium.h>

#include "platform/crypto/password.h"
#include "platform/crypto/totp.h"

namespace shopper::identity {

Error sign_in_failed() {
  return refuse(ErrorKind::unauthenticated, "SIGN_IN_FAILED", {"العنوان أو الرمز أو كلمة المرور غير صحيحة، أو انتهت صلاحية الرمز", "The address, the code or the password is not right, or the code has expired"});
}

Error second_factor_wrong() {
  return refuse(ErrorKind::unauthenticated, "SECOND_FACTOR_WRONG", {"رمز تطبيق التحقق غير صحيح؛ انتظر الرمز التالي ثم أعد المحاولة", "The code of the authenticator app is not right; wait for the next one and try again"});
}

Result<Proof> prove_by_code(const Context& context, const Lookups& lookups, const std::string& login, const std::string& code) {
  const auto address = read_login(login);
  if (!address) return sign_in_failed();
  const auto key = context.key_of(*address);
  const auto given = crypto::keyed_hash_hex(context.code_key, key + "\n" + plain_digits(code).value_or(""));
  struct Outcome {
    bool right = false;
    std::string account_id;
  };
  const auto outcome = lookups.record([&](Unit& unit) {
    Outcome seen;
    const bool allowed = take_attempt(unit.db, code_tries, key, unit.now);
    const auto sent = unit.db.find<OneTimeCode>("login_key = :k", {key});
    const std::string nothing(given.size(), '0');
    const auto& right = sent ? sent->code_hash : nothing;
    seen.right = sodium_memcmp(right.data(), given.data(), given.size()) == 0 && allowed && sent && unit.now < sent->expires_at;
    if (!seen.right) return seen;
    delete_code(unit.db, key);
    forget_attempts(unit.db, code_tries, key);
    if (const auto account = account_by_key(unit.db, key)) seen.account_id = account->id;
    return seen;
  });
  if (!outcome.right) return sign_in_failed();
  return Proof{*address, outcome.account_id, "code"};
}

Result<Proof> prove_by_password(const Context& context, const Lookups& lookups, const std::string& login, const std::string& password) {
  const auto address = read_login(login);
  const auto key = address ? context.key_of(*address) : "";
  struct Known {
    bool allowed = false;
    std::string id, hash;
  };
  const auto known = lookups.record([&](Unit& unit) {
    Known seen;
    seen.allowed = take_attempt(unit.db, password_tries, key, unit.now);
    if (const auto account = account_by_key(unit.db, key); account && account->state == AccountState::active) {
      seen.id = account->id;
      seen.hash = account->password_hash;
    }
    return seen;
  });
  const bool right = crypto::password_matches(known.hash, password);
  if (!right || !known.allowed) return sign_in_failed();
  lookups.record([&](Unit& unit) {
    forget_attempts(unit.db, password_tries, key);
    return true;
  });
  return Proof{*address, known.id, "password"};
}

Result<Done> prove_second_factor(const Lookups& lookups, const std::string& account_id, const std::string& code, bool candidate) {
  const bool right = lookups.record([&](Unit& unit) {
    const bool allowed = take_attempt(unit.db, second_factor_tries, account_id, unit.now);
    auto account = unit.db.find<Account>("id = :i", {account_id});
    if (!account || !allowed || !(candidate || account->has_second_factor())) return false;
    const auto step = crypto::totp_step_of(account->second_factor, plain_digits(code).value_or(""), unit.now.us / 1'000'000, account->second_factor_step);
    // As many records as tries: nobody fills the log.
    if (!step) unit.audit("SecondFactorRefused", account_id, unit.now);
    if (!step) return false;
    account->second_factor_step = *step;
    unit.db.update(*account);
    forget_attempts(unit.db, second_factor_tries, account_id);
    return true;
  });
  if (!right) return second_factor_wrong();
  return Done{};
}

}  // namespace shopper::identity
