// Who acts, and may they: the bearer token, the import headers, the roles of the operation.
#pragma once

#include <optional>

#include "gateway/app/exchange.h"
#include "gateway/auth/tokens.h"

namespace shopper::gateway::app {

// Fills exchange.actor, or says why not (401, 403, 400).
std::optional<http::Problem> identify(Exchange& exchange, auth::TokenVerifier& verifier);

}  // namespace shopper::gateway::app
