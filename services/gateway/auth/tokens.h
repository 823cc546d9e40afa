// Who is calling: verifies access tokens (RFC 9068) of the issuers this suite trusts.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/auth/revocations.h"
#include "platform/base/error.h"
#include "platform/jose/jwt.h"
#include "platform/jose/key_cache.h"

namespace shopper::gateway::auth {

struct Claims {
  std::string subject;
  std::vector<std::string> roles;
  std::string entity_id;
  std::map<std::string, std::vector<std::string>> programmes;   // role -> the programmes it is limited to; a role that is not named has all
  std::string session_id;
  std::string client_id;
  std::vector<std::string> scopes;       // empty: a token without the claim, which no scope limits
  bool two_factors = false;              // acr "2"
  std::int64_t authenticated_at_s = 0;   // auth_time
  std::int64_t issued_at_s = 0;
  std::int64_t expires_at_s = 0;

  bool has_role(std::string_view role) const;
  bool powerful() const { return two_factors || (!client_id.empty() && client_id == subject); }
  // May the bearer of this token use that permission, as far as the scopes that its client was given go?
  bool has_scope(std::string_view permission) const;
};

// The claims our services know, out of a verified payload.
Result<Claims> read_claims(const nlohmann::json& payload);

// Somebody whose tokens we take: what they must say, and the keys that vouch for them.
struct Issuer {
  jose::TokenRules rules;
  std::shared_ptr<jose::KeyCache> keys;
};
// An issuer whose key set lies in a file, which is reread when it changes. Throws std::runtime_error when it cannot be used now.
Issuer file_issuer(const std::filesystem::path& jwks_file, jose::TokenRules rules);

class TokenVerifier {
 public:
  explicit TokenVerifier(std::vector<Issuer> issuers, const Revocations* revocations = nullptr);
  // The claims of a valid token; verified ones are remembered (by hash) until they expire, their keys are replaced, or they are revoked.
  // Refusals: TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED; KEYS_UNAVAILABLE and REVOCATIONS_UNAVAILABLE, because what cannot be checked is not let in.
  Result<std::shared_ptr<const Claims>> verify(std::string_view token, std::int64_t now_s);
  // Whether verify() would answer from what it has.
  bool remembers(std::string_view token, std::int64_t now_s) const;

 private:
  using Hash = std::array<unsigned char, 32>;
  struct HashOfHash {
    std::size_t operator()(const Hash& hash) const;
  };
  struct Verified {
    std::shared_ptr<const Claims> claims;
    const Issuer* issuer = nullptr;
    std::string key_id;
    std::shared_ptr<const jose::KeySet> keys;   // that vouched for it
  };
  static Hash hash_of(std::string_view token);
  Result<Verified> verify_afresh(std::string_view token, std::int64_t now_s) const;
  bool still_vouched_for(const Verified& verified, std::int64_t now_s) const;

  const std::vector<Issuer> issuers_;
  const Revocations* const revocations_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<Hash, Verified, HashOfHash> cache_;
};

}  // namespace shopper::gateway::auth
