#pragma once

namespace shopper {

// Of the whole suite: told in logs, metrics, OpenAPI, and what was computed with it.
inline constexpr const char* suite_version = "0.1.0";

}  // namespace shopper
