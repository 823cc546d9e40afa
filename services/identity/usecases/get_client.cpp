#include "identity/usecases/clients.h"

namespace shopper::identity {

Result<ApiClient> get_client(Unit& unit, const ById& input) {
  auto client = unit.db.find<ApiClient>("id = :i", {input.id});
  if (!client) return errors::not_found(input.id);
  return std::move(*client);
}

}  // namespace shopper::identity
