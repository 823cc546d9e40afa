// Recommendation's operations, bound to their use cases.
#pragma once

#include "platform/rpc/binder.h"

namespace shopper::recommendation {

void bind_operations(rpc::Binder& bind);

}  // namespace shopper::recommendation
