#include "identity/usecases/clients.h"

namespace shopper::identity {

Result<SigningKeyList> list_signing_keys(Unit& unit, const Nothing&) {
  SigningKeyList list;
  for (const auto& key : signing_keys(unit.db)) list.items.push_back({key.id, key.algorithm, key.created_at, key.retired_at});
  return list;
}

}  // namespace shopper::identity
