// OpenAPI 3.1 from the same descriptors the router is built from, so that it cannot drift.
#pragma once

#include <string>
#include <string_view>

#include "gateway/routing/catalogue.h"

namespace shopper::gateway::openapi {

// The document as JSON. `descriptor_set` gives the comments.
std::string describe(const routing::Catalogue& catalogue, std::string_view descriptor_set);

}  // namespace shopper::gateway::openapi
