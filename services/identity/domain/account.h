// Accounts, their roles and what a session of theirs may do.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/lifecycle.h"
#include "platform/base/time.h"

namespace shopper::identity {

SHOPPER_ENUM(AccountState, active, suspended, erased)
SHOPPER_ENUM(AccountCommand, suspend, reinstate, erase)
const Lifecycle<AccountState, AccountCommand>& account_lifecycle();

// Where a fact about somebody comes from: said by them, proven to us, or said by an outside issuer.
SHOPPER_ENUM(Provenance, declared, verified, asserted)

struct RoleGrant {
  std::string role;
  std::string programme_id;   // "": in every programme
  std::string entity_id;      // an entity_officer's
  std::string granted_by;
  Instant granted_at;
  std::string confirmed_by;   // the second person, where two give the role
  SHOPPER_FIELDS(RoleGrant, role, programme_id, entity_id, granted_by, granted_at, confirmed_by)
};

struct OutsideClaim {
  std::string issuer;
  std::string name;
  std::string value;
  Instant asserted_at;
  SHOPPER_FIELDS(OutsideClaim, issuer, name, value, asserted_at)
};

// What tells who somebody is; sealed as one in the store.
struct PersonalDetails {
  std::string email;
  std::string phone;
  std::string name;
  Provenance email_provenance = Provenance::declared;
  Provenance phone_provenance = Provenance::declared;
  Provenance name_provenance = Provenance::declared;
  std::vector<OutsideClaim> outside_claims;
  SHOPPER_FIELDS(PersonalDetails, email, phone, name, email_provenance, phone_provenance, name_provenance, outside_claims)
};

struct Account {
  std::string id;
  std::int64_t version = 1;
  AccountState state = AccountState::active;
  PersonalDetails details;
  std::string language = "ar";
  std::vector<RoleGrant> grants;
  std::string password_hash;        // Argon2id, in libsodium's form; "": none
  std::string second_factor;        // secret of the authenticator app, Base32; "": none
  bool second_factor_confirmed = false;
  std::int64_t second_factor_step = 0;   // the last time step whose code was used: no code counts twice
  std::string email_key;            // blind indexes of the addresses; "": none
  std::string phone_key;
  Instant created_at;
  SHOPPER_FIELDS(Account, id, version, state, details, language, grants, password_hash, second_factor, second_factor_confirmed, second_factor_step, email_key, phone_key, created_at)

  bool has_second_factor() const { return second_factor_confirmed && !second_factor.empty(); }
};

// The roles an administrator can give. `applicant` everybody has; `shopper` comes with membership of a panel.
bool grantable(const std::string& role);
// With power over others: it counts only in a session that has proven a second factor.
bool needs_second_factor(const std::string& role);
// Who holds it could be every second person that rules ask for: two people give it.
bool needs_two_people(const std::string& role);
bool counts(const RoleGrant& grant);
bool any_role_needs_second_factor(const Account& account);

// What goes into an access token.
struct Powers {
  std::vector<std::string> roles;
  std::map<std::string, std::vector<std::string>> programmes;   // roles that hold in some programmes only
  std::string entity_id;
};
// `entity_id`: the entity to speak for, "" for the first granted.
Powers powers_of(const Account& account, bool second_factor_given, const std::string& entity_id);

// Checks a grant on its own: ROLE_UNKNOWN, ENTITY_REQUIRED, ENTITY_NOT_EXPECTED, PROGRAMME_NOT_EXPECTED.
Result<Done> check_grant(const RoleGrant& grant);
bool same_grant(const RoleGrant& a, const RoleGrant& b);

// 12 to 128 characters, not made of the address, not one of those everybody tries.
Result<Done> check_password(const std::string& password, const PersonalDetails& details);

}  // namespace shopper::identity
