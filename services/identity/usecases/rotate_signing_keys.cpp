#include "identity/usecases/clients.h"

namespace shopper::identity {

Result<SigningKeyList> rotate_signing_keys(Unit& unit, const Nothing& input) {
  for (auto& key : signing_keys(unit.db)) {
    if (key.retired_at) continue;
    key.retired_at = unit.now;
    unit.db.update(key);
  }
  for (const char* algorithm : {"ES256", "RS256"}) make_signing_key(unit, algorithm);
  return list_signing_keys(unit, input);
}

}  // namespace shopper::identity
