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

// How long a signed context is good for; covers the longest request and some clock difference.
inline constexpr std::int64_t context_lifetime_us = 120'000'000;

std::string seal_actor(const crypto::Key& key, const Actor& actor, Instant now);
// Nothing when the signature is wrong or the context has expired.
std::optional<Actor> open_actor(const crypto::Key& key, std::string_view sealed, Instant now);

}  // namespace shopper::rpc
