#include "identity/usecases/bootstrap.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "identity/usecases/clients.h"
#include "platform/crypto/hash.h"

namespace shopper::identity {

Bootstrap read_bootstrap(const std::string& path) {
  const auto text = crypto::read_private_file(path);   // it may hold secrets
  const auto json = codec::Json::parse(text, nullptr, false);
  if (!json.is_object()) throw std::runtime_error(path + " is not a JSON object");
  Bootstrap bootstrap;
  codec::from_json(json, bootstrap);
  return bootstrap;
}

Result<int> apply_bootstrap(Unit& unit, const Context& context, const Bootstrap& bootstrap) {
  int made = 0;
  for (const auto& wanted : bootstrap.accounts) {
    const auto email = read_login(wanted.email), phone = read_login(wanted.phone);
    if (!email && !phone) return conflict("BOOTSTRAP_INVALID", {"", "an account needs an e-mail address or a phone number"});
    bool known = !wanted.id.empty() && unit.db.find<Account>("id = :i", {wanted.id});
    for (const auto& login : {email, phone}) known |= login && account_by_key(unit.db, context.key_of(*login));
    if (known) continue;
    Account account;
    account.id = wanted.id.empty() ? unit.new_id() : wanted.id;
    account.created_at = unit.now;
    account.language = wanted.language;
    account.details.name = wanted.name;
    if (email) set_login(account, context, *email, Provenance::declared);
    if (phone) set_login(account, context, *phone, Provenance::declared);
    for (const auto& grant : wanted.grants) {
      account.grants.push_back({grant.role, grant.programme_id, grant.entity_id, "bootstrap", unit.now, "bootstrap"});
      if (const auto sound = check_grant(account.grants.back()); !sound.ok() && grant.role != "shopper") return conflict("BOOTSTRAP_INVALID", {"", "the role " + grant.role + " cannot be granted like that"});
    }
    account.password_hash = wanted.password_hash;
    account.second_factor = wanted.second_factor;
    account.second_factor_confirmed = !wanted.second_factor.empty();
    unit.db.insert(account);
    ++made;
  }
  for (const auto& wanted : bootstrap.clients) {
    if (unit.db.find<ApiClient>("id = :i", {wanted.id})) continue;
    SHOPPER_CHECK(put_client(unit, {wanted.id, wanted.name, wanted.redirect_uris, wanted.jwks, wanted.scopes, wanted.entity_id}));
    ++made;
  }
  for (const char* algorithm : {"ES256", "RS256"}) signing_key_for(unit, algorithm);
  return made;
}

}  // namespace shopper::identity
