#include <algorithm>

#include "identity/usecases/clients.h"
#include "platform/jose/jose.h"

namespace shopper::identity {

bool sound_client_id(const std::string& id) {
  return !id.empty() && id.size() <= 64 &&
         std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; });
}

Result<ApiClient> put_client(Unit& unit, const PutClient& input) {
  ApiClient client;
  client.id = input.id;
  client.name = input.name;
  client.redirect_uris = input.redirect_uris;
  client.jwks = input.jwks;
  client.scopes = input.scopes;
  client.entity_id = input.entity_id;
  client.created_at = unit.now;
  FieldErrors errors;
  errors.check(sound_client_id(input.id), "/id", "ID_INVALID", {"حروف وأرقام ونقاط وشرطات، حتى 64", "Up to 64 letters, digits, dots, dashes and underscores"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_CHECK(check_client(client));
  if (!client.jwks.empty()) {
    try {
      (void)jose::KeySet::parse(client.jwks.text);
    } catch (const std::runtime_error& wrong) {
      errors.add("/jwks", "KEY_SET_INVALID", {"مجموعة المفاتيح غير صالحة", std::string("This is no sound set of public keys: ") + wrong.what()});
      SHOPPER_CHECK(errors.result());
    }
  }
  const auto known = unit.db.find<ApiClient>("id = :i", {input.id});
  if (known) {
    client.version = known->version + 1;
    client.created_at = known->created_at;
  }
  unit.db.upsert(client);
  // What the old registration gave is void.
  if (known) revoke(unit.db, client.id, unit.now);
  return client;
}

}  // namespace shopper::identity
