// Path segments, on the percent-decoding all services share.
#pragma once

#include "platform/base/url.h"

namespace shopper::gateway::http {

// One decoded path segment: in addition no '/', not empty, not "." or "..", within limits.
std::optional<std::string> decode_segment(std::string_view segment);

}  // namespace shopper::gateway::http
