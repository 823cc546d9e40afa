#include "identity/usecases/tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "platform/crypto/hash.h"
#include "platform/crypto/seal.h"
#include "platform/jose/jose.h"

namespace shopper::identity {

namespace {

constexpr const char* audience = "shopper-api";
constexpr std::int64_t second_us = 1'000'000;

// Not within a second that a revocation covers: the new token would be void at once.
std::int64_t issue_time_s(Unit& unit, const Session& session) {
  return std::max(unit.now.us / second_us, revoked_until_s(unit.db, session.id, session.account_id) + 1);
}

std::string sign(Unit& unit, const std::string& algorithm, const nlohmann::json& payload, const char* type) {
  return jose::SigningKey::from_pem(signing_key_for(unit, algorithm).pem).sign(payload.dump(), type);
}

nlohmann::json access_claims(Unit& unit, const Context& context, const Session& session) {
  const auto issued = issue_time_s(unit, session);
  return {{"iss", context.issuer},
          {"aud", audience},
          {"sub", session.account_id},
          {"client_id", session.client_id},
          {"iat", issued},
          {"exp", issued + access_token_lifetime_s},
          {"jti", crypto::uuid7(unit.now.us / 1000)},
          {"sid", session.id},
          {"scope", joined(session.scopes)},
          {"auth_time", session.proven_at().us / second_us},
          {"acr", session.second_factor_at ? "2" : "1"}};
}

SecondFactorState second_factor_state(const Account& account, const Session& session) {
  if (session.second_factor_at) return SecondFactorState::given;
  if (!any_role_needs_second_factor(account)) return SecondFactorState::not_needed;
  return account.has_second_factor() ? SecondFactorState::required : SecondFactorState::not_set_up;
}

}  // namespace

std::string random_token() {
  const auto secret = crypto::random_key();
  return crypto::base64({reinterpret_cast<const char*>(secret.data()), secret.size()});
}

Session begin_session(Unit& unit, const Account& account, Beginning beginning) {
  Session session;
  session.id = unit.new_id();
  session.account_id = account.id;
  session.client_id = std::move(beginning.client_id);
  session.scopes = std::move(beginning.scopes);
  session.entity_id = std::move(beginning.entity_id);
  session.methods = std::move(beginning.methods);
  session.authenticated_at = session.began_at = session.used_at = unit.now;
  if (beginning.second_factor_given) session.second_factor_at = unit.now;
  session.expires_at = {unit.now.us + (any_role_needs_second_factor(account) ? staff_session_us : resident_session_us)};
  unit.db.insert(session);
  return session;
}

void end_session(Unit& unit, Session session) {
  if (session.ended_at) return;
  session.ended_at = unit.now;
  unit.db.update(session);
  revoke(unit.db, session.id, unit.now);
}

void end_sessions_of(Unit& unit, const std::string& account_id, const std::string& except_session_id) {
  for (auto& session : live_sessions(unit.db, account_id, unit.now))
    if (session.id != except_session_id) end_session(unit, session);
}

Result<Tokens> access_token(Unit& unit, const Context& context, const Account& account, const Session& session) {
  const auto powers = powers_of(account, static_cast<bool>(session.second_factor_at), session.entity_id);
  auto claims = access_claims(unit, context, session);
  claims["roles"] = powers.roles;
  if (!powers.entity_id.empty()) claims["entity_id"] = powers.entity_id;
  if (!powers.programmes.empty()) claims["programmes"] = powers.programmes;
  Tokens tokens;
  tokens.access_token = sign(unit, "ES256", claims, "at+jwt");
  tokens.second_factor = second_factor_state(account, session);
  tokens.roles = powers.roles;
  tokens.account_id = account.id;
  return tokens;
}

Result<Tokens> client_token(Unit& unit, const Context& context, const ApiClient& client, const Session& session) {
  auto claims = access_claims(unit, context, session);
  claims["roles"] = {"integration"};
  if (!client.entity_id.empty()) claims["entity_id"] = client.entity_id;
  Tokens tokens;
  tokens.access_token = sign(unit, "ES256", claims, "at+jwt");
  tokens.roles = {"integration"};
  tokens.account_id = client.id;
  return tokens;
}

std::string new_refresh_token(Unit& unit, const Session& session, RefreshToken* predecessor) {
  const auto text = random_token();
  RefreshToken token;
  token.hash = crypto::sha256_hex(text);
  token.session_id = session.id;
  token.issued_at = unit.now;
  unit.db.insert(token);
  if (!predecessor) return text;
  if (!predecessor->successor.empty()) delete_refresh_token(unit.db, predecessor->successor);   // the one whose answer was lost
  if (!predecessor->used_at) predecessor->used_at = unit.now;
  predecessor->successor = token.hash;
  unit.db.update(*predecessor);
  return text;
}

Result<std::string> id_token(Unit& unit, const Context& context, const Session& session, const std::string& nonce) {
  const auto now_s = unit.now.us / second_us;
  nlohmann::json claims{{"iss", context.issuer}, {"sub", session.account_id}, {"aud", session.client_id}, {"iat", now_s}, {"exp", now_s + access_token_lifetime_s},
                        {"auth_time", session.proven_at().us / second_us}, {"acr", session.second_factor_at ? "2" : "1"}, {"amr", session.methods}, {"sid", session.id}};
  if (!nonce.empty()) claims["nonce"] = nonce;
  return sign(unit, "RS256", claims, "JWT");
}

SigningKeyRecord make_signing_key(Unit& unit, const std::string& algorithm) {
  const auto key = jose::SigningKey::generate(algorithm == "RS256" ? jose::Algorithm::rs256 : jose::Algorithm::es256);
  SigningKeyRecord record{key.id(), algorithm, key.to_pem(), key.jwk(), unit.now, {}};
  unit.db.insert(record);
  return record;
}

SigningKeyRecord signing_key_for(Unit& unit, const std::string& algorithm) {
  if (auto record = signing_key(unit.db, algorithm)) return std::move(*record);
  return make_signing_key(unit, algorithm);
}

void send_message(Unit& unit, const Login& to, const Text& body, const std::string& language) {
  // Both languages for who has not told us which: a stranger's first code.
  const auto text = language.empty() ? body.ar + "\n" + body.en : body.in(language);
  unit.db.insert(Message{unit.new_id(), to.channel, to.value, text, unit.now});
}

}  // namespace shopper::identity
