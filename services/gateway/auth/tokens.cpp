#include "gateway/auth/tokens.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "gateway/limits.h"
#include "platform/jose/strict_object.h"

namespace shopper::gateway::auth {

namespace {

using jose::errors::token_expired;
using jose::errors::token_invalid;
using jose::text_member;

constexpr std::string_view everything_scope = "api";   // what our own apps ask for: all the person may do
constexpr std::size_t subject_bytes = 255;

// A list of strings; nothing when it is something else.
std::optional<std::vector<std::string>> texts(const nlohmann::json& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> all;
  for (const auto& item : value) {
    if (!item.is_string()) return std::nullopt;
    all.push_back(item.get<std::string>());
  }
  return all;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

std::int64_t whole(const nlohmann::json& payload, const char* name) {
  const auto found = payload.find(name);
  return found != payload.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

}  // namespace

bool Claims::has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

bool Claims::has_scope(std::string_view permission) const {
  return scopes.empty() || std::any_of(scopes.begin(), scopes.end(), [&](const auto& scope) { return scope == everything_scope || scope == permission; });
}

Result<Claims> read_claims(const nlohmann::json& payload) {
  Claims claims;
  claims.subject = text_member(payload, "sub");
  if (claims.subject.empty() || claims.subject.size() > subject_bytes) return token_invalid();
  claims.entity_id = text_member(payload, "entity_id");
  claims.session_id = text_member(payload, "sid");
  claims.client_id = text_member(payload, "client_id");
  claims.two_factors = jose::is_text(payload, "acr", "2");
  claims.authenticated_at_s = whole(payload, "auth_time");
  claims.issued_at_s = whole(payload, "iat");
  claims.expires_at_s = whole(payload, "exp");
  if (const auto scope = payload.find("scope"); scope != payload.end()) {
    if (!scope->is_string()) return token_invalid();
    claims.scopes = words(scope->get<std::string>());
    if (claims.scopes.empty()) claims.scopes.emplace_back();   // an empty scope allows nothing
  }
  if (const auto roles = payload.find("roles"); roles != payload.end()) {
    auto list = texts(*roles);
    if (!list) return token_invalid();
    claims.roles = std::move(*list);
  }
  if (const auto programmes = payload.find("programmes"); programmes != payload.end()) {
    if (!programmes->is_object()) return token_invalid();
    for (const auto& [role, ids] : programmes->items()) {
      auto list = texts(ids);
      if (!list) return token_invalid();
      claims.programmes[role] = std::move(*list);
    }
  }
  return claims;
}

Issuer file_issuer(const std::filesystem::path& jwks_file, jose::TokenRules rules) {
  const auto read = [jwks_file]() -> Result<std::string> {
    std::ifstream file(jwks_file);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return refuse(ErrorKind::unavailable, "KEYS_UNAVAILABLE", {"", ""});
    return text.str();
  };
  if (const auto text = read(); text.ok()) (void)jose::KeySet::parse(*text);
  else throw std::runtime_error("the key set " + jwks_file.string() + " cannot be read");
  jose::KeyCacheOptions options;
  options.fresh_for = std::chrono::seconds(1);
  return {std::move(rules), std::make_shared<jose::KeyCache>(read, options)};
}

std::size_t TokenVerifier::HashOfHash::operator()(const Hash& hash) const {
  std::size_t value = 0;
  std::memcpy(&value, hash.data(), sizeof value);
  return value;
}

TokenVerifier::TokenVerifier(std::vector<Issuer> issuers, const Revocations* revocations) : issuers_(std::move(issuers)), revocations_(revocations) {}

Result<TokenVerifier::Verified> TokenVerifier::verify_afresh(std::string_view token, std::int64_t now_s) const {
  const auto said = jose::peek(token);
  const auto issuer = std::find_if(issuers_.begin(), issuers_.end(), [&](const Issuer& known) { return known.rules.issuer == said.issuer; });
  if (issuer == issuers_.end()) return token_invalid();
  SHOPPER_TRY(auto keys, issuer->keys->keys_for(said.key_id, now_s));
  SHOPPER_TRY(const auto payload, jose::verify_jwt(token, *keys, issuer->rules, now_s));
  SHOPPER_TRY(auto claims, read_claims(payload));
  return Verified{std::make_shared<const Claims>(std::move(claims)), &*issuer, said.key_id, std::move(keys)};
}

// A key that was taken out of its issuer's set vouches for nothing any more.
bool TokenVerifier::still_vouched_for(const Verified& verified, std::int64_t now_s) const {
  const auto keys = verified.issuer->keys->keys_for(verified.key_id, now_s);
  return keys.ok() && *keys == verified.keys;
}

TokenVerifier::Hash TokenVerifier::hash_of(std::string_view token) {
  Hash hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
  return hash;
}

bool TokenVerifier::remembers(std::string_view token, std::int64_t now_s) const {
  if (token.empty() || token.size() > jose::token_bytes_max) return true;   // refused as it is
  const std::shared_lock lock(mutex_);
  const auto found = cache_.find(hash_of(token));
  return found != cache_.end() && found->second.issuer->keys->at_hand(found->second.key_id, now_s);
}

Result<std::shared_ptr<const Claims>> TokenVerifier::verify(std::string_view token, std::int64_t now_s) {
  if (token.empty() || token.size() > jose::token_bytes_max) return token_invalid();
  const auto hash = hash_of(token);
  Verified verified;
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = cache_.find(hash); found != cache_.end()) verified = found->second;
  }
  if (verified.claims && now_s > verified.claims->expires_at_s + jose::token_leeway.count()) return token_expired();
  if (!verified.claims || !still_vouched_for(verified, now_s)) {
    SHOPPER_TRY(verified, verify_afresh(token, now_s));
    const std::unique_lock lock(mutex_);
    if (cache_.size() >= limits::token_cache_entries) cache_.clear();
    cache_.insert_or_assign(hash, verified);
  }
  if (revocations_ && !verified.claims->session_id.empty())
    SHOPPER_CHECK(revocations_->check({verified.claims->session_id, verified.claims->subject, verified.claims->powerful(), verified.claims->issued_at_s}));
  return verified.claims;
}

}  // namespace shopper::gateway::auth
