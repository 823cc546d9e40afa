// `shopperctl audit export` and `audit verify`: the audit logs of the services as files, and what does not hold in them.
#pragma once

#include "commands.h"

namespace shopperctl {

extern const char* audit_usage;

// `audit export SERVICE`: 0 written, 1 refused, 2 wrong use.
int audit_export(const Settings& settings, Arguments arguments);
// `audit verify FILE...`, offline: 0 everything holds, 1 something does not, 2 wrong use, 3 a file cannot be read.
int audit_verify(Arguments arguments);

}  // namespace shopperctl
