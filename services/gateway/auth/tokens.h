// Who is calling: verifies access tokens (RFC 9068) against a key set that is read from a file and reread when the file changes.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/auth/jose.h"
#include "platform/base/error.h"

namespace shopper::gateway::auth {

struct Claims {
  std::string subject;
  std::vector<std::string> roles;
  std::string entity_id;
  std::string name;
  std::int64_t expires_at_s = 0;

  bool has_role(std::string_view role) const;
};

struct TokenRules {
  std::string issuer;
  std::string audience;
  std::chrono::seconds max_lifetime = std::chrono::hours(24);
};

// One token against one key set at one moment; no state, so that it is tested with vectors.
Result<Claims> verify_token(std::string_view token, const KeySet& keys, const TokenRules& rules, std::int64_t now_s);

class TokenVerifier {
 public:
  // Throws std::runtime_error when the file cannot be used now; later, the last good set stays in force.
  TokenVerifier(std::filesystem::path jwks_file, TokenRules rules);
  // The claims of a valid token; verified ones are remembered (by hash) until they expire.
  Result<std::shared_ptr<const Claims>> verify(std::string_view token, std::int64_t now_s);

 private:
  struct HashOfHash {
    std::size_t operator()(const std::array<unsigned char, 32>& hash) const;
  };
  void reload_when_changed(std::int64_t now_s);

  const std::filesystem::path jwks_file_;
  const TokenRules rules_;
  std::shared_mutex mutex_;
  std::shared_ptr<const KeySet> keys_;
  std::filesystem::file_time_type keys_written_at_{};
  std::atomic<std::int64_t> checked_at_s_{0};
  std::unordered_map<std::array<unsigned char, 32>, std::shared_ptr<const Claims>, HashOfHash> cache_;
};

}  // namespace shopper::gateway::auth
