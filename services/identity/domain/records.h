// What the store keeps besides accounts, sessions and clients.
#pragma once

#include <string>

#include "identity/domain/login.h"
#include "platform/base/fields.h"
#include "platform/base/time.h"

namespace shopper::identity {

struct AuthorisationCode {
  std::string hash;
  std::string session_id;
  std::string client_id;
  std::string redirect_uri;
  std::string code_challenge;
  std::string nonce;
  Instant expires_at;
  Instant used_at;
  SHOPPER_FIELDS(AuthorisationCode, hash, session_id, client_id, redirect_uri, code_challenge, nonce, expires_at, used_at)
};

struct OneTimeCode {
  std::string login_key;
  std::string code_hash;
  Instant expires_at;
  SHOPPER_FIELDS(OneTimeCode, login_key, code_hash, expires_at)
};

struct SigningKeyRecord {
  std::string id;
  std::string algorithm;
  std::string pem;
  std::string jwk;
  Instant created_at;
  Instant retired_at;   // 0: it signs
  SHOPPER_FIELDS(SigningKeyRecord, id, algorithm, pem, jwk, created_at, retired_at)
};

// A message on its way to somebody who signs in.
struct Message {
  std::string id;
  Channel channel = Channel::email;
  std::string recipient;
  std::string body;
  Instant at;
  SHOPPER_FIELDS(Message, id, channel, recipient, body, at)
};

// Bounds of what can be tried, each within its window (ASVS 6.3.1, NIST SP 800-63B 5.2.2).
struct AttemptRule {
  const char* name;
  int max;
  std::int64_t window_us;
};
inline constexpr std::int64_t minute_us = 60'000'000;
inline constexpr AttemptRule code_requests{"code-request", 5, 60 * minute_us};
inline constexpr AttemptRule code_tries{"code", 5, 15 * minute_us};
inline constexpr AttemptRule password_tries{"password", 10, 15 * minute_us};
inline constexpr AttemptRule second_factor_tries{"second-factor", 5, 5 * minute_us};

inline constexpr std::int64_t one_time_code_lifetime_us = 10 * minute_us;
inline constexpr std::int64_t authorisation_code_lifetime_us = minute_us;
inline constexpr std::int64_t resend_after_us = minute_us;

}  // namespace shopper::identity
