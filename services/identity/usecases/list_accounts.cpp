#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<Page<AccountView>> ListAccountsCase::operator()(Unit& unit, const ListAccounts& input) const {
  const auto login = read_login(input.login);
  FieldErrors errors;
  errors.check(input.login.empty() || login, "?login", "LOGIN_INVALID", {"عنوان بريد أو رقم هاتف", "An e-mail address or a phone number"});
  errors.check(input.role.empty() || grantable(input.role) || input.role == "shopper", "?role", "ROLE_UNKNOWN", {"لا يوجد دور بهذا الاسم", "There is no role of that name"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  auto page = make_page(list_accounts(unit.db, login ? context->key_of(*login) : "", input.role, input.cursor, limit + 1), limit, [](const Account& last) { return last.id; });
  Page<AccountView> views;
  views.next_cursor = page.next_cursor;
  for (const auto& account : page.items) views.items.push_back(view_of(account, unit.actor));
  return views;
}

}  // namespace shopper::identity
