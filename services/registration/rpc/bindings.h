// Registration's operations, bound to their use cases.
#pragma once

#include "platform/crypto/hash.h"
#include "platform/rpc/binder.h"

namespace shopper::registration {

void bind_operations(rpc::Binder& bind, const crypto::Key& personal_key);

}  // namespace shopper::registration
