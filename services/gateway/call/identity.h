// What the gateway asks the identity service by itself: the public keys of its tokens, and what was revoked.
#pragma once

#include "gateway/auth/revocations.h"
#include "gateway/auth/tokens.h"
#include "gateway/call/backends.h"

namespace shopper::gateway::call {

inline constexpr const char* identity_service = "identity";

// The issuer whose keys the identity service gives.
auth::Issuer own_issuer(const Backends& backends, jose::TokenRules rules);
// What was revoked after that position.
auth::Revocations::Pull pull_revocations(const Backends& backends);

}  // namespace shopper::gateway::call
