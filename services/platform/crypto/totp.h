// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, steps of 30 s, as every authenticator app makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shopper::crypto {

inline constexpr std::int64_t totp_step_s = 30;

// 20 random bytes in Base32 (RFC 4648), without padding.
std::string new_totp_secret();
// The code of that step; "" for a secret that is no Base32.
std::string totp_code(std::string_view base32_secret, std::int64_t step);
// The step the code belongs to, one to either side of now allowed and none up to `used_step`: a code counts once.
std::optional<std::int64_t> totp_step_of(std::string_view base32_secret, std::string_view code, std::int64_t now_s, std::int64_t used_step);

}  // namespace shopper::crypto
