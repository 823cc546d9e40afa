// Who acts, and may they: the bearer token, the import headers, the roles of the operation.
#pragma once

#include <optional>

#include "gateway/app/exchange.h"
#include "gateway/auth/tokens.h"

namespace shopper::gateway::app {

// Whether the request's token was verified before and its keys are at hand, so that identify() waits for nobody; also true without a token.
bool token_remembered(const http::Request& request, std::int64_t now_s, const auth::TokenVerifier& verifier);
// Fills exchange.actor, or says why not (401, 403, 400).
std::optional<http::Problem> identify(Exchange& exchange, auth::TokenVerifier& verifier);

}  // namespace shopper::gateway::app
