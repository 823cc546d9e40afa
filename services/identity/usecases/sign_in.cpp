#include "identity/usecases/accounts.h"
#include "identity/usecases/sessions.h"

namespace shopper::identity {

Result<Account> account_of(Unit& unit, const Context& context, const Proof& proof) {
  const auto key = context.key_of(proof.login);
  auto account = proof.account_id.empty() ? account_by_key(unit.db, key) : unit.db.find<Account>("id = :i", {proof.account_id});
  if (!account) {
    if (!proof.account_id.empty()) return sign_in_failed();   // erased meanwhile
    Account fresh;
    fresh.id = unit.new_id();
    fresh.created_at = unit.now;
    set_login(fresh, context, proof.login, Provenance::verified);
    unit.db.insert(fresh);
    return fresh;
  }
  if (account->state != AccountState::active)
    return refuse(ErrorKind::forbidden, "ACCOUNT_SUSPENDED", {"هذا الحساب موقوف؛ تواصل مع فريق البرنامج", "This account is suspended; contact the programme's team"});
  auto& provenance = proof.login.channel == Channel::email ? account->details.email_provenance : account->details.phone_provenance;
  if (proof.method == "code" && provenance != Provenance::verified) {
    provenance = Provenance::verified;
    save(unit, *account);
  }
  return std::move(*account);
}

Result<Done> SignInCase::prepare(const Lookups& lookups, SignIn& input) const {
  FieldErrors errors;
  errors.check(input.code.empty() != input.password.empty(), "/code", "ONE_PROOF_NEEDED", {"أرسل الرمز أو كلمة المرور، أحدهما فقط", "Send the code or the password, one of the two"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_TRY(input.proof, input.code.empty() ? prove_by_password(*context, lookups, input.login, input.password) : prove_by_code(*context, lookups, input.login, input.code));
  if (!input.second_factor.empty()) {
    SHOPPER_CHECK(prove_second_factor(lookups, input.proof.account_id, input.second_factor, false));
    input.second_factor_given = true;
  }
  return Done{};
}

Result<Tokens> SignInCase::operator()(Unit& unit, const SignIn& input) const {
  SHOPPER_TRY(const auto account, account_of(unit, *context, input.proof));
  Beginning beginning;
  beginning.entity_id = input.entity_id;
  beginning.methods = {input.proof.method};
  if (input.second_factor_given) beginning.methods.emplace_back("second_factor");
  beginning.second_factor_given = input.second_factor_given;
  const auto session = begin_session(unit, account, std::move(beginning));
  SHOPPER_TRY(auto tokens, access_token(unit, *context, account, session));
  tokens.refresh_token = new_refresh_token(unit, session, nullptr);
  return tokens;
}

}  // namespace shopper::identity
