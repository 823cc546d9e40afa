// Making tokens: what every way of signing in ends with.
#pragma once

#include <optional>

#include "identity/store/identity_store.h"
#include "identity/usecases/context.h"
#include "platform/usecase/unit.h"

namespace shopper::identity {

SHOPPER_ENUM(SecondFactorState, unspecified, not_needed, required, not_set_up, given)

struct Tokens {
  std::string access_token;
  std::string token_type = "Bearer";
  std::int64_t expires_in_s = access_token_lifetime_s;
  std::string refresh_token;
  SecondFactorState second_factor = SecondFactorState::unspecified;
  std::vector<std::string> roles;
  std::string account_id;
  SHOPPER_FIELDS(Tokens, access_token, token_type, expires_in_s, refresh_token, second_factor, roles, account_id)
};

// How a session of a person begins.
struct Beginning {
  std::string client_id;
  std::vector<std::string> scopes{"api"};
  std::string entity_id;
  std::vector<std::string> methods;
  bool second_factor_given = false;
};
Session begin_session(Unit& unit, const Account& account, Beginning beginning);
// Ends it; its access tokens are void from now on.
void end_session(Unit& unit, Session session);
void end_sessions_of(Unit& unit, const std::string& account_id, const std::string& except_session_id);

// An access token for the session as account and session stand now.
Result<Tokens> access_token(Unit& unit, const Context& context, const Account& account, const Session& session);
// For a system that acts by itself.
Result<Tokens> client_token(Unit& unit, const Context& context, const ApiClient& client, const Session& session);
// With a refresh token: the first of a chain, or the successor of `predecessor`.
std::string new_refresh_token(Unit& unit, const Session& session, RefreshToken* predecessor);
// An ID token for the client (OpenID Connect Core 2).
Result<std::string> id_token(Unit& unit, const Context& context, const Session& session, const std::string& nonce);

// The key that signs with that algorithm, made when there is none.
SigningKeyRecord signing_key_for(Unit& unit, const std::string& algorithm);
SigningKeyRecord make_signing_key(Unit& unit, const std::string& algorithm);

// A random text of 256 bits for links and codes; only its hash is stored.
std::string random_token();

// Hands a message to the courier.
void send_message(Unit& unit, const Login& to, const Text& body, const std::string& language);

}  // namespace shopper::identity
