// `shopperctl status` and `drain`: how the services are, and taking them out before an upgrade, by asking the services themselves.
#pragma once

#include "commands.h"

namespace shopperctl {

extern const char* operations_usage;

// 0 all are ready, 1 one is not, 2 wrong use, 4 one cannot be reached.
int suite_status(Arguments arguments, const std::string& language);
// 0 it is safe to stop them, 1 it is not (they take calls again), 2 wrong use, 4 one cannot be reached (nothing was changed).
int suite_drain(Arguments arguments, const std::string& language);

}  // namespace shopperctl
