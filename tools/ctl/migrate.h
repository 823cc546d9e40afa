// `shopperctl migrate`: the stores' schemas of a stopped suite, as a step of its own. Each service's program does its own store (docs/adr/0012).
#pragma once

#include "commands.h"

namespace shopperctl {

extern const char* migrate_usage;

// 0 done, 1 refused, 2 wrong use.
int migrate_stores(Arguments arguments, const std::string& language);

}  // namespace shopperctl
