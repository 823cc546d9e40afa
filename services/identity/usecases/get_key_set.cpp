#include "identity/usecases/clients.h"
#include "platform/jose/jose.h"

namespace shopper::identity {

std::string key_set(Unit& unit) {
  std::vector<std::string> keys;
  for (const auto& key : signing_keys(unit.db)) keys.push_back(key.jwk);
  return jose::jwks_of(keys);
}

Result<Document> get_key_set(Unit& unit, const Nothing&) { return Document{"application/json", key_set(unit), "", 0}; }

Result<SigningKeySet> signing_key_set(Unit& unit, const Nothing&) { return SigningKeySet{key_set(unit)}; }

}  // namespace shopper::identity
