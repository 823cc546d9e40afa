// The rpcs of this service: one line each.
#pragma once

#include "evaluation/usecases/context.h"
#include "platform/rpc/binder.h"

namespace shopper::evaluation {

void bind_catalogue(rpc::Binder& bind);
void bind_forms(rpc::Binder& bind);
void bind_assignments(rpc::Binder& bind);
void bind_evaluations(rpc::Binder& bind, Context& context);

}  // namespace shopper::evaluation
