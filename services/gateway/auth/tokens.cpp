#include "gateway/auth/tokens.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "gateway/limits.h"
#include "gateway/transcode/strict_json.h"

namespace shopper::gateway::auth {

namespace {

// The same words whatever is wrong: a forger learns nothing.
Error invalid() { return refuse(ErrorKind::unauthenticated, "TOKEN_INVALID", {"رمز الدخول غير صالح", "The access token is not valid"}); }
Error expired() { return refuse(ErrorKind::unauthenticated, "TOKEN_EXPIRED", {"انتهت صلاحية رمز الدخول", "The access token has expired"}); }

// A JSON object without duplicate members, or null.
nlohmann::json decode_part(std::string_view part) {
  const auto text = decode_base64url(part);
  std::vector<FieldError> wrong;
  if (!text || !transcode::parse_strict(*text, wrong) || !wrong.empty()) return nullptr;
  auto parsed = nlohmann::json::parse(*text, nullptr, false);
  return parsed.is_object() ? parsed : nlohmann::json(nullptr);
}

bool is_text(const nlohmann::json& object, const char* name, std::string_view value) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() && found->get_ref<const std::string&>() == value;
}

bool names_audience(const nlohmann::json& payload, const std::string& audience) {
  const auto found = payload.find("aud");
  if (found == payload.end()) return false;
  if (found->is_array()) return std::find(found->begin(), found->end(), audience) != found->end();
  return found->is_string() && *found == audience;
}

// A NumericDate, or `absent`; a wrong type reads as "never valid".
std::optional<std::int64_t> time_claim(const nlohmann::json& payload, const char* name) {
  const auto found = payload.find(name);
  if (found == payload.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<std::int64_t>();
  return value >= 0 && value < 253'402'300'800 ? std::optional(value) : std::nullopt;   // up to the year 9999
}

}  // namespace

bool Claims::has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

Result<Claims> verify_token(std::string_view token, const KeySet& keys, const TokenRules& rules, std::int64_t now_s) {
  if (token.empty() || token.size() > limits::token_bytes) return invalid();
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return invalid();

  const auto header = decode_part(token.substr(0, first));
  if (header.is_null()) return invalid();
  for (const char* forbidden : {"crit", "jku", "jwk", "x5u", "x5c", "b64"})
    if (header.contains(forbidden)) return invalid();
  if (!is_text(header, "typ", "at+jwt") && !is_text(header, "typ", "application/at+jwt")) return invalid();
  const auto kid = header.find("kid");
  if (kid == header.end() || !kid->is_string()) return invalid();
  const auto* key = keys.find(kid->get_ref<const std::string&>());
  // The key decides on the algorithm; the header may only agree.
  if (!key || !is_text(header, "alg", to_string(key->algorithm))) return invalid();
  const auto signature = decode_base64url(token.substr(second + 1));
  if (!signature || !verify(*key, token.substr(0, second), *signature)) return invalid();

  const auto payload = decode_part(token.substr(first + 1, second - first - 1));
  if (payload.is_null() || !is_text(payload, "iss", rules.issuer) || !names_audience(payload, rules.audience)) return invalid();
  const auto leeway = limits::token_leeway.count();
  const auto expires = time_claim(payload, "exp");
  const auto issued = time_claim(payload, "iat");
  if (!expires || !issued || *issued > now_s + leeway || *expires - *issued > rules.max_lifetime.count() || *expires <= *issued) return invalid();
  if (payload.contains("nbf")) {
    const auto not_before = time_claim(payload, "nbf");
    if (!not_before || *not_before > now_s + leeway) return invalid();
  }
  if (now_s > *expires + leeway) return expired();

  Claims claims;
  claims.expires_at_s = *expires;
  const auto text = [&](const char* name) { return payload.contains(name) && payload[name].is_string() ? payload[name].get<std::string>() : std::string(); };
  claims.subject = text("sub");
  claims.entity_id = text("entity_id");
  claims.name = text("name");
  if (claims.subject.empty() || claims.subject.size() > 255) return invalid();
  if (const auto roles = payload.find("roles"); roles != payload.end()) {
    if (!roles->is_array()) return invalid();
    for (const auto& role : *roles) {
      if (!role.is_string()) return invalid();
      claims.roles.push_back(role.get<std::string>());
    }
  }
  return claims;
}

std::size_t TokenVerifier::HashOfHash::operator()(const std::array<unsigned char, 32>& hash) const {
  std::size_t value = 0;
  std::memcpy(&value, hash.data(), sizeof value);
  return value;
}

TokenVerifier::TokenVerifier(std::filesystem::path jwks_file, TokenRules rules) : jwks_file_(std::move(jwks_file)), rules_(std::move(rules)) {
  reload_when_changed(1);
  if (!keys_) throw std::runtime_error("the key set " + jwks_file_.string() + " cannot be used");
}

// Looks at the file at most once a second. A new set forgets what the old one vouched for.
void TokenVerifier::reload_when_changed(std::int64_t now_s) {
  if (checked_at_s_.exchange(now_s) == now_s) return;
  std::error_code error;
  const auto written_at = std::filesystem::last_write_time(jwks_file_, error);
  if (error) return;
  {
    const std::shared_lock lock(mutex_);
    if (keys_ && written_at == keys_written_at_) return;
  }
  std::ifstream file(jwks_file_);
  std::ostringstream text;
  text << file.rdbuf();
  try {
    auto fresh = std::make_shared<const KeySet>(KeySet::parse(text.str()));
    const std::unique_lock lock(mutex_);
    keys_ = std::move(fresh);
    keys_written_at_ = written_at;
    cache_.clear();
  } catch (const std::runtime_error&) {
    // A half-written or broken file: the last good set stays, and the file is read again next second.
  }
}

Result<std::shared_ptr<const Claims>> TokenVerifier::verify(std::string_view token, std::int64_t now_s) {
  reload_when_changed(now_s);
  std::array<unsigned char, 32> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
  std::shared_ptr<const KeySet> keys;
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = cache_.find(hash); found != cache_.end()) {
      if (now_s > found->second->expires_at_s + limits::token_leeway.count()) return expired();
      return found->second;
    }
    keys = keys_;
  }
  SHOPPER_TRY(auto claims, verify_token(token, *keys, rules_, now_s));
  auto shared = std::make_shared<const Claims>(std::move(claims));
  const std::unique_lock lock(mutex_);
  if (keys == keys_) {
    if (cache_.size() >= limits::token_cache_entries) cache_.clear();
    cache_.emplace(hash, shared);
  }
  return shared;
}

}  // namespace shopper::gateway::auth
