// Use cases of accounts: input shapes here, one operation per file.
#pragma once

#include "identity/usecases/credentials.h"
#include "identity/usecases/sessions.h"
#include "platform/base/page.h"

namespace shopper::identity {

// An account as it is answered.
struct AccountView {
  std::string id;
  std::int64_t version = 0;
  AccountState state = AccountState::active;
  std::string email;
  std::string phone;
  std::string name;
  std::string language;
  Provenance email_provenance = Provenance::declared;
  Provenance phone_provenance = Provenance::declared;
  Provenance name_provenance = Provenance::declared;
  std::vector<RoleGrant> grants;
  bool has_password = false;
  bool has_second_factor = false;
  std::vector<OutsideClaim> outside_claims;
  Instant created_at;
  std::vector<std::string> actions;
  SHOPPER_FIELDS(AccountView, id, version, state, email, phone, name, language, email_provenance, phone_provenance, name_provenance, grants, has_password, has_second_factor,
                 outside_claims, created_at, actions)
};
// In full for its owner, masked for others.
AccountView view_of(const Account& account, const Actor& actor);

// Puts an address into an account, with its blind index.
void set_login(Account& account, const Context& context, const Login& login, Provenance provenance);
// Writes the next version.
void save(Unit& unit, Account& account);
Result<Account> load_account(Unit& unit, const std::string& id);
// The same, for a change by an administrator: nobody's own account (OWN_ACCOUNT), nothing stale.
Result<Account> load_to_change(Unit& unit, const std::string& id, std::int64_t expected_version);
// Tells the gateways, within seconds, that this person's tokens say too much.
void powers_changed(Unit& unit, const Account& account);

Result<AccountView> get_own_account(Unit& unit, const Nothing& input);

struct OwnAccountChanges {
  std::string name;
  std::string language;
  SHOPPER_FIELDS(OwnAccountChanges, name, language)
};
struct PatchOwnAccount {
  std::int64_t expected_version = 0;
  OwnAccountChanges changes;
  std::vector<std::string> changed_fields;
  SHOPPER_FIELDS(PatchOwnAccount, expected_version, changes, changed_fields)
};
Result<AccountView> patch_own_account(Unit& unit, const PatchOwnAccount& input);

struct SetPassword {
  std::string current_password;
  std::string new_password;
  SHOPPER_FIELDS(SetPassword, current_password, new_password)
  std::string new_hash;   // of prepare
};
Result<Done> prepare_password(const Lookups& lookups, SetPassword& input);
Result<Done> set_password(Unit& unit, const SetPassword& input);

struct BeginSecondFactor {
  std::string second_factor;
  SHOPPER_FIELDS(BeginSecondFactor, second_factor)
};
struct SecondFactor {
  std::string secret;
  std::string uri;
  SHOPPER_FIELDS(SecondFactor, secret, uri)
};
Result<Done> prepare_second_factor(const Lookups& lookups, BeginSecondFactor& input);
Result<SecondFactor> begin_second_factor(Unit& unit, const BeginSecondFactor& input);
SecondFactor fresh_second_factor(Unit& unit, Account account);

struct ConfirmSecondFactorCase {
  std::shared_ptr<const Context> context;
  Result<Done> prepare(const Lookups& lookups, StepUp& input) const;
  Result<Tokens> operator()(Unit& unit, const StepUp& input) const;
};

struct ListAccounts {
  std::string login;
  std::string role;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListAccounts, login, role, limit, cursor)
};
struct ListAccountsCase {
  std::shared_ptr<const Context> context;
  Result<Page<AccountView>> operator()(Unit& unit, const ListAccounts& input) const;
};
Result<AccountView> get_account(Unit& unit, const ById& input);

struct PutAccount {
  std::string id;
  std::string email;
  std::string phone;
  std::string name;
  std::string language;
  SHOPPER_FIELDS(PutAccount, id, email, phone, name, language)
};
struct PutAccountCase {
  std::shared_ptr<const Context> context;
  Result<AccountView> operator()(Unit& unit, const PutAccount& input) const;
};

struct ChangeGrant {
  std::string id;
  std::int64_t expected_version = 0;
  std::string role;
  std::string programme_id;
  std::string entity_id;
  SHOPPER_FIELDS(ChangeGrant, id, expected_version, role, programme_id, entity_id)
};
Result<AccountView> grant_role(Unit& unit, const ChangeGrant& input);
Result<AccountView> withdraw_role(Unit& unit, const ChangeGrant& input);

struct WithReason {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(WithReason, id, expected_version, reason)
};
Result<Done> check_reason(const std::string& reason);
Result<AccountView> suspend_account(Unit& unit, const WithReason& input);
Result<AccountView> reinstate_account(Unit& unit, const WithReason& input);
Result<AccountView> reset_credentials(Unit& unit, const WithReason& input);

struct UserInfo {
  std::string sub;
  std::string name;
  std::string email;
  bool email_verified = false;
  std::string phone_number;
  bool phone_number_verified = false;
  std::string locale;
  SHOPPER_FIELDS(UserInfo, sub, name, email, email_verified, phone_number, phone_number_verified, locale)
};
Result<UserInfo> get_user_info(Unit& unit, const Nothing& input);

}  // namespace shopper::identity
