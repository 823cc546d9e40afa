#include "platform/crypto/seal.h"
#include "platform/jose/jwt.h"

#include <algorithm>
#include <optional>

#include "platform/jose/strict_object.h"

namespace shopper::jose {

namespace errors {
// The same words whatever is wrong: a forger learns nothing.
Error token_invalid() { return refuse(ErrorKind::unauthenticated, "TOKEN_INVALID", {"رمز الدخول غير صالح", "The access token is not valid"}); }
Error token_expired() { return refuse(ErrorKind::unauthenticated, "TOKEN_EXPIRED", {"انتهت صلاحية رمز الدخول", "The access token has expired"}); }
}  // namespace errors

namespace {

using errors::token_invalid;

struct Parts {
  std::string_view header, payload, signature, signed_text;
};

std::optional<Parts> split(std::string_view token) {
  if (token.empty() || token.size() > token_bytes_max) return std::nullopt;
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1), token.substr(0, second)};
}

nlohmann::json decode_part(std::string_view part) {
  const auto text = crypto::from_base64(part);
  return text ? strict_object(*text) : nlohmann::json(nullptr);
}

bool names_audience(const nlohmann::json& payload, const std::string& audience) {
  const auto found = payload.find("aud");
  if (found == payload.end()) return false;
  if (found->is_array()) return std::find(found->begin(), found->end(), audience) != found->end();
  return found->is_string() && *found == audience;
}

// A NumericDate; absent, of a wrong type or beyond the year 9999 it reads as "never valid".
std::optional<std::int64_t> time_claim(const nlohmann::json& payload, const char* name) {
  const auto found = payload.find(name);
  if (found == payload.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<std::int64_t>();
  return value >= 0 && value < 253'402'300'800 ? std::optional(value) : std::nullopt;
}

bool right_type(const nlohmann::json& header, const TokenRules& rules) {
  return std::any_of(rules.types.begin(), rules.types.end(), [&](const auto& type) { return is_text(header, "typ", type) || (type == "JWT" && !header.contains("typ")); });
}

}  // namespace

Unverified peek(std::string_view token) {
  Unverified said;
  const auto parts = split(token);
  if (!parts) return said;
  const auto header = decode_part(parts->header);
  const auto payload = decode_part(parts->payload);
  if (header.is_null() || payload.is_null()) return said;
  return {text_member(payload, "iss"), text_member(header, "kid"), text_member(payload, "sub")};
}

Result<nlohmann::json> verify_jwt(std::string_view token, const KeySet& keys, const TokenRules& rules, std::int64_t now_s) {
  const auto parts = split(token);
  if (!parts) return token_invalid();
  const auto header = decode_part(parts->header);
  if (header.is_null()) return token_invalid();
  for (const char* forbidden : {"crit", "jku", "jwk", "x5u", "x5c", "b64"})
    if (header.contains(forbidden)) return token_invalid();
  if (!right_type(header, rules)) return token_invalid();
  const auto kid = header.find("kid");
  if (kid == header.end() || !kid->is_string()) return token_invalid();
  const auto* key = keys.find(kid->get_ref<const std::string&>());
  // The key decides on the algorithm; the header may only agree.
  if (!key || !is_text(header, "alg", to_string(key->algorithm))) return token_invalid();
  const auto signature = crypto::from_base64(parts->signature);
  if (!signature || !verify(*key, parts->signed_text, *signature)) return token_invalid();

  auto payload = decode_part(parts->payload);
  if (payload.is_null() || !is_text(payload, "iss", rules.issuer) || !names_audience(payload, rules.audience)) return token_invalid();
  const auto leeway = token_leeway.count();
  const auto expires = time_claim(payload, "exp");
  const auto issued = time_claim(payload, "iat");
  if (!expires || !issued || *issued > now_s + leeway || *expires - *issued > rules.max_lifetime.count() || *expires <= *issued) return token_invalid();
  if (payload.contains("nbf")) {
    const auto not_before = time_claim(payload, "nbf");
    if (!not_before || *not_before > now_s + leeway) return token_invalid();
  }
  if (now_s > *expires + leeway) return errors::token_expired();
  return payload;
}

}  // namespace shopper::jose
