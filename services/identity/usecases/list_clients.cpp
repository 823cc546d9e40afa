#include "identity/usecases/clients.h"

namespace shopper::identity {

Result<Page<ApiClient>> list_clients_page(Unit& unit, const ListClients& input) {
  const int limit = page_limit(input.limit);
  return make_page(list_clients(unit.db, input.cursor, limit + 1), limit, [](const ApiClient& last) { return last.id; });
}

}  // namespace shopper::identity
