// What a production process refuses that is only safe on one's own machine.
#pragma once

#include <string>

#include "platform/config/config.h"

namespace shopper {

// SHOPPER_ENVIRONMENT: true unless it says development; throws std::runtime_error when it says neither.
bool in_production(Config& config);

// Throws std::runtime_error when tokens would be issued, or trusted, under an address that anybody on the way can answer for.
void check_public_url(const std::string& url, bool production);

}  // namespace shopper
