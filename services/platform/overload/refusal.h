// What everybody hears who is refused for want of capacity: nothing was done.
#pragma once

#include "platform/base/error.h"

namespace shopper::overload {

inline Error overloaded() { return {ErrorKind::unavailable, "OVERLOADED", {"الخدمة مزدحمة؛ حاول بعد قليل", "The service is busy; try again shortly"}, {}, {}, 1}; }

}  // namespace shopper::overload
