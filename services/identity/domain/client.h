// API clients, and what an authorisation request of theirs must look like (RFC 6749, 7636, 8252, 9700).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/raw_json.h"
#include "platform/base/time.h"

namespace shopper::identity {

struct ApiClient {
  std::string id;
  std::int64_t version = 1;
  std::string name;
  std::vector<std::string> redirect_uris;
  RawJson jwks;
  std::vector<std::string> scopes;
  std::string entity_id;
  bool disabled = false;
  Instant created_at;
  SHOPPER_FIELDS(ApiClient, id, version, name, redirect_uris, jwks, scopes, entity_id, disabled, created_at)
};

// Every wrong field of a registration.
Result<Done> check_client(const ApiClient& client);
// https, http on a loopback address, or a private scheme with a dot (RFC 8252); no fragment, no user name.
bool sound_redirect_uri(const std::string& uri);

// Why a request cannot go on, as OAuth says it: `error` is from the RFC's list.
struct OAuthError {
  std::string error;
  std::string description;
};

struct AuthorizationRequest {
  std::string client_id;
  std::string redirect_uri;
  std::vector<std::string> scopes;
  std::string state;
  std::string nonce;
  std::string code_challenge;
  std::string login_hint;
  bool second_factor_wanted = false;   // acr_values=2
  bool sign_in_anew = false;
  SHOPPER_FIELDS(AuthorizationRequest, client_id, redirect_uri, scopes, state, nonce, code_challenge, login_hint, second_factor_wanted, sign_in_anew)
};

using Parameters = std::map<std::string, std::string>;

// The parameters of a query or form; nothing when it is malformed, or names one of them twice.
std::optional<Parameters> read_parameters(std::string_view encoded);
// The parameter of that name, "" when it was not sent.
std::string value_of(const Parameters& parameters, const char* name);

// May the answer be sent to that address at all? Before that nothing goes back to the client, not even an error.
bool redirect_allowed(const ApiClient& client, const Parameters& parameters);
// The request, or the error to send back. Scopes nobody registered are left out, as RFC 6749 3.3 allows.
std::optional<OAuthError> read_authorization(const ApiClient& client, const Parameters& parameters, AuthorizationRequest& request);

// RFC 7636 4.1: 43 to 128 unreserved characters.
bool sound_code_verifier(const std::string& verifier);

// `uri` with more parameters in its query.
std::string with_parameters(const std::string& uri, const Parameters& more);

std::string joined(const std::vector<std::string>& words);
std::vector<std::string> split_words(std::string_view text);

}  // namespace shopper::identity
