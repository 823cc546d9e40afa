// One JSON Web Token against one key set at one moment (RFC 7519, 8725, 9068); no state, so that it is tested with vectors.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/jose/jose.h"

namespace shopper::jose {

inline constexpr std::size_t token_bytes_max = 8 * 1024;
inline constexpr std::chrono::seconds token_leeway{60};

struct TokenRules {
  std::string issuer;
  std::string audience;
  std::chrono::seconds max_lifetime = std::chrono::hours(24);
  // What `typ` may say. "JWT" also stands for a token without one.
  std::vector<std::string> types{"at+jwt", "application/at+jwt"};
};

// What a token says of itself, before anything is verified: to choose the key set. Never to be believed.
struct Unverified {
  std::string issuer;
  std::string key_id;
  std::string subject;
};
Unverified peek(std::string_view token);

// The claims of a token that is signed by a key of the set, for us, now. Refusals: TOKEN_INVALID, the same words whatever is wrong; TOKEN_EXPIRED.
Result<nlohmann::json> verify_jwt(std::string_view token, const KeySet& keys, const TokenRules& rules, std::int64_t now_s);

namespace errors {
Error token_invalid();
Error token_expired();
}  // namespace errors

}  // namespace shopper::jose
