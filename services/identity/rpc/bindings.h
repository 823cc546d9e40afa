// Identity's operations, bound to their use cases.
#pragma once

#include "identity/usecases/context.h"
#include "platform/rpc/binder.h"

namespace shopper::identity {

void bind_provider(rpc::Binder& bind, const std::shared_ptr<const Context>& context);
void bind_sessions(rpc::Binder& bind, const std::shared_ptr<const Context>& context);
void bind_accounts(rpc::Binder& bind, const std::shared_ptr<const Context>& context);
// What only our own processes may ask.
void bind_access(rpc::Binder& bind);

}  // namespace shopper::identity
