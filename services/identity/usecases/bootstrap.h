// Accounts and clients an operator has written into a file: how the first administrator comes in. Applied at each start; what exists already
// is left as it is.
#pragma once

#include "identity/usecases/accounts.h"

namespace shopper::identity {

struct BootstrapGrant {
  std::string role;
  std::string programme_id;
  std::string entity_id;
  SHOPPER_FIELDS(BootstrapGrant, role, programme_id, entity_id)
};
struct BootstrapAccount {
  std::string id;              // "": made up
  std::string email;
  std::string phone;
  std::string name;
  std::string language = "ar";
  std::vector<BootstrapGrant> grants;
  std::string password_hash;   // Argon2id in libsodium's form; "": none, the person signs in with a code
  std::string second_factor;   // Base32 secret; "": set up at the first sign-in
  SHOPPER_FIELDS(BootstrapAccount, id, email, phone, name, language, grants, password_hash, second_factor)
};
struct BootstrapClient {
  std::string id;
  std::string name;
  std::vector<std::string> redirect_uris;
  RawJson jwks;
  std::vector<std::string> scopes;
  std::string entity_id;
  SHOPPER_FIELDS(BootstrapClient, id, name, redirect_uris, jwks, scopes, entity_id)
};
struct Bootstrap {
  std::vector<BootstrapAccount> accounts;
  std::vector<BootstrapClient> clients;
  SHOPPER_FIELDS(Bootstrap, accounts, clients)
};

// Reads the file; throws std::runtime_error, saying what is wrong.
Bootstrap read_bootstrap(const std::string& path);
// How many accounts and clients were made.
Result<int> apply_bootstrap(Unit& unit, const Context& context, const Bootstrap& bootstrap);

}  // namespace shopper::identity
