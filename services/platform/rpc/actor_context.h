// The verified actor as it travels with every call: serialised, signed with the suite's internal key, short-lived.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/base/actor.h"
#include "platform/crypto/hash.h"

namespace shopper::rpc {

// Metadata keys.
inline constexpr const char* actor_metadata = "shopper-actor-bin";
inline constexpr const char* idempotency_metadata = "idempotency-key";
inline constexpr const char* replayed_metadata = "idempotency-replayed";
inline constexpr const char* trace_metadata = "traceparent";
inline constexpr const char* trace_state_metadata = "tracestate";
inline constexpr const char* purpose_metadata = "shopper-purpose-bin";   // any text, so binary

// Two machines' clocks may be off by so much; beyond, neither believes the other's times. So it is as well how long a signed context is good for: what
// an old one of a right clock and a new one of a wrong clock say is the same.
inline constexpr std::int64_t clock_difference_max_us = 600'000'000;

std::string seal_actor(const crypto::Key& key, const Actor& actor, Instant now);
struct SealedActor {
  Actor actor;
  Instant sealed_at;   // by the caller's clock
};
// Nothing when the signature is wrong.
std::optional<SealedActor> read_actor(const crypto::Key& key, std::string_view sealed);
// How far the caller's clock goes before ours, but for the time the call has been on its way.
inline std::int64_t ahead_us(const SealedActor& sealed, Instant now) { return sealed.sealed_at.us - now.us; }
inline bool clocks_differ(const SealedActor& sealed, Instant now) {
  return ahead_us(sealed, now) > clock_difference_max_us || ahead_us(sealed, now) < -clock_difference_max_us;
}

}  // namespace shopper::rpc
