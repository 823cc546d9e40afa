#include "identity/usecases/clients.h"

namespace shopper::identity {

Result<ApiClient> disable_client(Unit& unit, const ByIdAndVersion& input) {
  SHOPPER_TRY(auto client, get_client(unit, {input.id}));
  SHOPPER_CHECK(expect_version(client.version, input.expected_version));
  client.disabled = true;
  ++client.version;
  unit.db.update(client);
  revoke(unit.db, client.id, unit.now);
  for (auto& session : sessions_of_client(unit.db, client.id, unit.now)) end_session(unit, std::move(session));
  return client;
}

}  // namespace shopper::identity
