#include "identity/usecases/accounts.h"

namespace shopper::identity {

AccountView view_of(const Account& account, const Actor& actor) {
  const bool own = account.id == actor.subject;
  AccountView view;
  view.id = account.id;
  view.version = account.version;
  view.state = account.state;
  view.email = own ? account.details.email : masked_email(account.details.email);
  view.phone = own ? account.details.phone : masked_phone(account.details.phone);
  // Auditors read everything but who somebody is.
  if (own || actor.has_role("administrator")) view.name = account.details.name;
  if (own) view.outside_claims = account.details.outside_claims;
  view.language = account.language;
  view.email_provenance = account.details.email_provenance;
  view.phone_provenance = account.details.phone_provenance;
  view.name_provenance = account.details.name_provenance;
  view.grants = account.grants;
  view.has_password = !account.password_hash.empty();
  view.has_second_factor = account.has_second_factor();
  view.created_at = account.created_at;
  if (!own && actor.has_role("administrator"))
    for (auto& action : account_lifecycle().legal(account.state))
      if (action != "erase") view.actions.push_back(std::move(action));
  return view;
}

void set_login(Account& account, const Context& context, const Login& login, Provenance provenance) {
  const bool email = login.channel == Channel::email;
  (email ? account.details.email : account.details.phone) = login.value;
  (email ? account.details.email_provenance : account.details.phone_provenance) = provenance;
  (email ? account.email_key : account.phone_key) = context.key_of(login);
}

void save(Unit& unit, Account& account) {
  ++account.version;
  unit.db.update(account);
}

Result<Account> load_account(Unit& unit, const std::string& id) {
  auto account = unit.db.find<Account>("id = :i", {id});
  if (!account) return errors::not_found(id);
  return std::move(*account);
}

Result<Account> load_to_change(Unit& unit, const std::string& id, std::int64_t expected_version) {
  SHOPPER_TRY(auto account, load_account(unit, id));
  if (account.id == unit.actor.subject) return conflict("OWN_ACCOUNT", {"لا يغيّر أحد صلاحيات حسابه بنفسه", "Nobody changes the powers of their own account; another administrator does"});
  SHOPPER_CHECK(expect_version(account.version, expected_version));
  return account;
}

void powers_changed(Unit& unit, const Account& account) { revoke(unit.db, account.id, unit.now); }

Result<Done> check_reason(const std::string& reason) {
  FieldErrors errors;
  errors.check(!reason.empty() && reason.size() <= 1000, "/reason", "REASON_REQUIRED", {"يلزم سبب لا يتجاوز 1000 بايت", "A reason of up to 1000 bytes is needed"});
  return errors.result();
}

}  // namespace shopper::identity
