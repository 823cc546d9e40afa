// Sessions and their refresh tokens: rotation, and what a token that comes twice means.
#pragma once

#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/fields.h"
#include "platform/base/time.h"

namespace shopper::identity {

struct Session {
  std::string id;
  std::string account_id;                // or a client's, for a system that acts by itself
  std::string client_id;                 // "": one of our own apps
  std::vector<std::string> scopes;
  std::string entity_id;                 // the one an officer chose to speak for
  std::vector<std::string> methods;      // how the person proved who they are
  Instant authenticated_at;
  Instant second_factor_at;              // 0: not given in this session
  Instant began_at;
  Instant used_at;
  Instant expires_at;
  Instant ended_at;
  SHOPPER_FIELDS(Session, id, account_id, client_id, scopes, entity_id, methods, authenticated_at, second_factor_at, began_at, used_at, expires_at, ended_at)

  bool live(Instant now) const { return !ended_at && now < expires_at; }
  // When the proof that the token speaks of was given.
  Instant proven_at() const { return second_factor_at ? second_factor_at : authenticated_at; }
};

// One link of a session's chain. Only hashes are kept.
struct RefreshToken {
  std::string hash;
  std::string session_id;
  Instant issued_at;
  Instant used_at;            // 0: not yet
  std::string successor;      // hash of the token that was given for it
  SHOPPER_FIELDS(RefreshToken, hash, session_id, issued_at, used_at, successor)
};

SHOPPER_ENUM(RefreshVerdict, rotate, rotate_again, reused)

// A used token means theft, and ends the session - except right after its first use while nobody has used its successor: then the answer
// was lost on the way, as it happens to phones, and another successor replaces the lost one.
inline constexpr std::int64_t lost_answer_us = 60'000'000;
RefreshVerdict judge_refresh(const RefreshToken& token, bool successor_used, Instant now);

inline constexpr std::int64_t access_token_lifetime_s = 15 * 60;
// Staff sign in every working day; a resident's phone stays signed in for a month.
inline constexpr std::int64_t staff_session_us = 12LL * 3600 * 1'000'000;
inline constexpr std::int64_t resident_session_us = 30LL * 24 * 3600 * 1'000'000;

}  // namespace shopper::identity
