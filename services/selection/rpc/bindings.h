// Selection's operations, bound to their use cases.
#pragma once

#include "platform/rpc/binder.h"

namespace shopper::selection {

void bind_operations(rpc::Binder& bind);

}  // namespace shopper::selection
