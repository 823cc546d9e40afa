#include <algorithm>

#include "identity/usecases/oauth.h"
#include "platform/crypto/seal.h"
#include "platform/jose/jose.h"

namespace shopper::identity {

namespace {

bool has(const std::vector<std::string>& scopes, const char* scope) { return std::find(scopes.begin(), scopes.end(), scope) != scopes.end(); }

// RFC 7636 4.6.
bool verifier_fits(const std::string& verifier, const std::string& challenge) {
  return sound_code_verifier(verifier) && crypto::base64(crypto::from_hex(crypto::sha256_hex(verifier))) == challenge;
}

HttpAnswer token_answer(const Tokens& tokens, const Session& session, const std::string& id_token) {
  nlohmann::json body{{"access_token", tokens.access_token}, {"token_type", "Bearer"}, {"expires_in", tokens.expires_in_s}, {"scope", joined(session.scopes)}};
  if (!tokens.refresh_token.empty()) body["refresh_token"] = tokens.refresh_token;
  if (!id_token.empty()) body["id_token"] = id_token;
  return json_answer(200, body);
}

HttpAnswer invalid_grant(const char* why) { return oauth_error("invalid_grant", why); }

// A proof that somebody else must have: the session it was of ends, and an auditor can see why. Once a session: nobody fills the log.
void end_stolen(Unit& unit, Session session, const char* why) {
  if (session.live(unit.now)) unit.audit("TokenProofRefused", session.account_id, unit.now, why);
  end_session(unit, std::move(session));
}

Result<HttpAnswer> redeem_code(Unit& unit, const Context& context, const ApiClient& client, const Parameters& form) {
  auto code = unit.db.find<AuthorisationCode>("hash = :h", {crypto::sha256_hex(value_of(form, "code"))});
  if (!code || code->client_id != client.id) return invalid_grant("the code is not valid");
  auto session = unit.db.find<Session>("id = :i", {code->session_id});
  if (code->used_at) {   // somebody has stolen the code, or the answer: nobody keeps what it gave (RFC 6749 4.1.2)
    if (session) end_stolen(unit, std::move(*session), "CODE_REUSED");
    return invalid_grant("the code was used before");
  }
  code->used_at = unit.now;
  unit.db.update(*code);
  if (unit.now >= code->expires_at || !session || !session->live(unit.now)) return invalid_grant("the code has expired");
  if (code->redirect_uri != value_of(form, "redirect_uri") || !verifier_fits(value_of(form, "code_verifier"), code->code_challenge)) {
    end_stolen(unit, std::move(*session), "CODE_VERIFIER_DIFFERS");
    return invalid_grant("redirect_uri or code_verifier do not fit the code");
  }
  const auto account = load_account(unit, session->account_id);
  if (!account.ok() || account->state != AccountState::active) return invalid_grant("the account is not active");
  SHOPPER_TRY(auto tokens, access_token(unit, context, *account, *session));
  if (has(session->scopes, "offline_access")) tokens.refresh_token = new_refresh_token(unit, *session, nullptr);
  std::string identity;
  if (has(session->scopes, "openid")) {
    SHOPPER_TRY(identity, id_token(unit, context, *session, code->nonce));
  }
  return token_answer(tokens, *session, identity);
}

Result<HttpAnswer> refresh(Unit& unit, const Context& context, const std::string& client_id, const Parameters& form) {
  auto token = unit.db.find<RefreshToken>("hash = :h", {crypto::sha256_hex(value_of(form, "refresh_token"))});
  auto session = token ? unit.db.find<Session>("id = :i", {token->session_id}) : std::nullopt;
  if (!session || session->client_id != client_id || !session->live(unit.now)) return invalid_grant("the refresh token is not valid");
  const auto successor = token->successor.empty() ? std::nullopt : unit.db.find<RefreshToken>("hash = :h", {token->successor});
  if (judge_refresh(*token, successor && successor->used_at, unit.now) == RefreshVerdict::reused) {
    end_stolen(unit, std::move(*session), "REFRESH_TOKEN_REUSED");
    return invalid_grant("the refresh token was used before; the session has ended");
  }
  const auto account = load_account(unit, session->account_id);
  if (!account.ok() || account->state != AccountState::active) return invalid_grant("the account is not active");
  session->used_at = unit.now;
  unit.db.update(*session);
  SHOPPER_TRY(auto tokens, access_token(unit, context, *account, *session));
  tokens.refresh_token = new_refresh_token(unit, *session, &*token);
  return token_answer(tokens, *session, "");
}

Result<HttpAnswer> client_credentials(Unit& unit, const Context& context, const ApiClient& client, const Parameters& form) {
  Session session;
  session.id = unit.new_id();
  session.account_id = session.client_id = client.id;
  session.methods = {"private_key_jwt"};
  session.authenticated_at = session.began_at = session.used_at = unit.now;
  session.expires_at = {unit.now.us + access_token_lifetime_s * 1'000'000};
  const auto asked = split_words(value_of(form, "scope"));
  for (const auto& scope : client.scopes)
    if (asked.empty() || has(asked, scope.c_str())) session.scopes.push_back(scope);
  if (session.scopes.empty()) return oauth_error("invalid_scope", "none of the scopes is registered for this client");
  unit.db.insert(session);
  SHOPPER_TRY(const auto tokens, client_token(unit, context, client, session));
  return token_answer(tokens, session, "");
}

}  // namespace

Result<HttpAnswer> IssueTokenCase::operator()(Unit& unit, const FormContent& input) const {
  const auto form = read_parameters(input.content);
  if (!form) return oauth_error("invalid_request", "the form is malformed or names a parameter twice");
  const auto grant = value_of(*form, "grant_type");
  // Our own apps sign in by JSON and have no registration; their sessions have no client.
  if (grant == "refresh_token" && !form->contains("client_id") && !form->contains("client_assertion")) return refresh(unit, *context, "", *form);
  const auto proof = authenticate_client(unit, *context, *form);
  if (!proof.client) return proof.refusal;
  if (grant == "authorization_code") return redeem_code(unit, *context, *proof.client, *form);
  if (grant == "refresh_token") return refresh(unit, *context, proof.client->id, *form);
  if (grant == "client_credentials") return proof.proven ? client_credentials(unit, *context, *proof.client, *form) : oauth_error("unauthorized_client", "a client without a key cannot act by itself");
  return oauth_error("unsupported_grant_type", "authorization_code, refresh_token or client_credentials");
}

Result<HttpAnswer> RevokeTokenCase::operator()(Unit& unit, const FormContent& input) const {
  const auto form = read_parameters(input.content);
  if (!form || value_of(*form, "token").empty()) return oauth_error("invalid_request", "the token is missing");
  std::string client_id;
  if (form->contains("client_id") || form->contains("client_assertion")) {
    const auto proof = authenticate_client(unit, *context, *form);
    if (!proof.client) return proof.refusal;
    client_id = proof.client->id;
  }
  const auto token = unit.db.find<RefreshToken>("hash = :h", {crypto::sha256_hex(value_of(*form, "token"))});
  auto session = token ? unit.db.find<Session>("id = :i", {token->session_id}) : std::nullopt;
  if (session && session->client_id == client_id) end_session(unit, std::move(*session));
  return HttpAnswer{200, "", "", "", ""};
}

}  // namespace shopper::identity
