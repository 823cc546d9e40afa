#include <sodium.h>

#include "identity/usecases/sessions.h"

namespace shopper::identity {

namespace {

std::string six_digits() {
  auto text = std::to_string(randombytes_uniform(1'000'000));
  return std::string(6 - text.size(), '0') + text;
}

}  // namespace

void send_code(Unit& unit, const Context& context, const Login& login) {
  const auto key = context.key_of(login);
  if (!take_attempt(unit.db, code_requests, key, unit.now)) return;
  const auto code = six_digits();
  OneTimeCode sent{key, crypto::keyed_hash_hex(context.code_key, key + "\n" + code), {unit.now.us + one_time_code_lifetime_us}};
  unit.db.upsert(sent);
  forget_attempts(unit.db, code_tries, key);   // a stranger's wrong guesses must not lock the owner out of the next code
  const auto account = account_by_key(unit.db, key);
  send_message(unit, login,
               fill({"رمز الدخول إلى برنامج المتسوق السري: {}\nصالح لمدة 10 دقائق. لا تعطه لأحد؛ لن نطلبه منك أبداً.",
                     "Your sign-in code for the mystery shopper programme: {}\nIt is good for 10 minutes. Give it to nobody; we will never ask you for it."},
                    {code}),
               account ? account->language : "");
}

Result<CodeRequested> RequestCodeCase::operator()(Unit& unit, const RequestCode& input) const {
  const auto login = read_login(input.login);
  FieldErrors errors;
  errors.check(login.has_value(), "/login", "LOGIN_INVALID", {"اكتب عنوان بريد إلكتروني أو رقم هاتف بصيغته الدولية", "Write an e-mail address, or a phone number in international form"});
  SHOPPER_CHECK(errors.result());
  send_code(unit, *context, *login);
  return CodeRequested{};
}

}  // namespace shopper::identity
