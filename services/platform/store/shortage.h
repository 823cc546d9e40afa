// No memory: nothing of the command is kept, as when the disk fails, and the next one may find some.
#pragma once

#include "platform/base/error.h"

namespace shopper::store {

inline constexpr int retry_soon_s = 1;   // of what passes by itself

// Tells the log; gives the refusal, without its words where there is no memory even for them.
Error short_of_memory() noexcept;

}  // namespace shopper::store
