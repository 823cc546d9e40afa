// Use cases of API clients and signing keys.
#pragma once

#include "identity/usecases/tokens.h"
#include "platform/base/page.h"
#include "platform/usecase/document.h"
#include "platform/usecase/inputs.h"
#include "identity/usecases/sessions.h"

namespace shopper::identity {

struct ListClients {
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListClients, limit, cursor)
};
struct PutClient {
  std::string id;
  std::string name;
  std::vector<std::string> redirect_uris;
  RawJson jwks;
  std::vector<std::string> scopes;
  std::string entity_id;
  SHOPPER_FIELDS(PutClient, id, name, redirect_uris, jwks, scopes, entity_id)
};
Result<Page<ApiClient>> list_clients_page(Unit& unit, const ListClients& input);
Result<ApiClient> get_client(Unit& unit, const ById& input);
Result<ApiClient> put_client(Unit& unit, const PutClient& input);
Result<ApiClient> disable_client(Unit& unit, const ByIdAndVersion& input);
// 1 to 64 letters, digits, dots, dashes and underscores.
bool sound_client_id(const std::string& id);

struct SigningKeyView {
  std::string id;
  std::string algorithm;
  Instant created_at;
  Instant retired_at;
  SHOPPER_FIELDS(SigningKeyView, id, algorithm, created_at, retired_at)
};
struct SigningKeyList {
  std::vector<SigningKeyView> items;
  SHOPPER_FIELDS(SigningKeyList, items)
};
Result<SigningKeyList> list_signing_keys(Unit& unit, const Nothing& input);
Result<SigningKeyList> rotate_signing_keys(Unit& unit, const Nothing& input);

// The public key set as published.
std::string key_set(Unit& unit);
Result<Document> get_key_set(Unit& unit, const Nothing& input);
struct GetDiscoveryCase {
  std::shared_ptr<const Context> context;
  Result<Document> operator()(Unit& unit, const Nothing& input) const;
};

// For our own processes.
struct SigningKeySet {
  std::string jwks;
  SHOPPER_FIELDS(SigningKeySet, jwks)
};
Result<SigningKeySet> signing_key_set(Unit& unit, const Nothing& input);
struct RevocationsAfter {
  std::int64_t after = 0;
  SHOPPER_FIELDS(RevocationsAfter, after)
};
struct RevocationView {
  std::string value;
  std::int64_t issued_until_s = 0;
  SHOPPER_FIELDS(RevocationView, value, issued_until_s)
};
struct RevocationList {
  std::vector<RevocationView> items;
  std::int64_t next_after = 0;
  SHOPPER_FIELDS(RevocationList, items, next_after)
};
Result<RevocationList> list_revocations(Unit& unit, const RevocationsAfter& input);

}  // namespace shopper::identity
