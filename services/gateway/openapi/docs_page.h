// The human side of openapi.json: one page, nothing loaded from anywhere.
#pragma once

#include <string>
#include <string_view>

#include "gateway/routing/catalogue.h"

namespace shopper::gateway::openapi {

std::string docs_page(const routing::Catalogue& catalogue, std::string_view descriptor_set);

}  // namespace shopper::gateway::openapi
