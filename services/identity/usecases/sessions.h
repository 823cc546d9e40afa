// Use cases of signing in and of sessions: input shapes here, one operation per file.
#pragma once

#include "identity/usecases/credentials.h"
#include "identity/usecases/tokens.h"
#include "platform/usecase/inputs.h"

namespace shopper::identity {

struct RequestCode {
  std::string login;
  SHOPPER_FIELDS(RequestCode, login)
};
struct CodeRequested {
  std::int64_t expires_in_s = one_time_code_lifetime_us / 1'000'000;
  std::int64_t resend_after_s = resend_after_us / 1'000'000;
  SHOPPER_FIELDS(CodeRequested, expires_in_s, resend_after_s)
};
struct RequestCodeCase {
  std::shared_ptr<const Context> context;
  Result<CodeRequested> operator()(Unit& unit, const RequestCode& input) const;
};
// Sends a code there, if not too many were sent lately; nobody learns which.
void send_code(Unit& unit, const Context& context, const Login& login);

struct SignIn {
  std::string login;
  std::string code;
  std::string password;
  std::string second_factor;
  std::string entity_id;
  SHOPPER_FIELDS(SignIn, login, code, password, second_factor, entity_id)
  Proof proof;                      // of prepare
  bool second_factor_given = false;
};
struct SignInCase {
  std::shared_ptr<const Context> context;
  Result<Done> prepare(const Lookups& lookups, SignIn& input) const;
  Result<Tokens> operator()(Unit& unit, const SignIn& input) const;
};
// The account of the proof, made by the first sign-in; addresses a code came back from are verified. ACCOUNT_SUSPENDED.
Result<Account> account_of(Unit& unit, const Context& context, const Proof& proof);

struct StepUp {
  std::string second_factor;
  SHOPPER_FIELDS(StepUp, second_factor)
};
struct StepUpCase {
  std::shared_ptr<const Context> context;
  Result<Done> prepare(const Lookups& lookups, StepUp& input) const;
  Result<Tokens> operator()(Unit& unit, const StepUp& input) const;
};
// A fresh proof of the second factor in this session.
Result<Tokens> prove_again(Unit& unit, const Context& context, Account account, Session session);

struct Nothing {
  SHOPPER_FIELDS(Nothing)
};
Result<Done> sign_out(Unit& unit, const Nothing& input);

struct SessionView {
  std::string id;
  std::vector<std::string> methods;
  std::string client_id;
  Instant began_at;
  Instant used_at;
  Instant expires_at;
  bool current = false;
  SHOPPER_FIELDS(SessionView, id, methods, client_id, began_at, used_at, expires_at, current)
};
struct SessionList {
  std::vector<SessionView> items;
  SHOPPER_FIELDS(SessionList, items)
};
Result<SessionList> list_own_sessions(Unit& unit, const Nothing& input);
Result<Done> end_own_session(Unit& unit, const ById& input);

// The session whose access token this call came with. SESSION_NEEDED for tokens of another issuer, which belong to none of our sessions.
Result<Session> current_session(Unit& unit);
Result<Account> own_account(Unit& unit);

}  // namespace shopper::identity
