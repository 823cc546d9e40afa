// The one mapping between our Error and a gRPC status.
#pragma once

#include <grpcpp/support/status.h>

#include "platform/base/error.h"

namespace shopper::rpc {

// The status carries a shopper.common.v1.ErrorDetail as its detail bytes.
grpc::Status to_status(const Error& error);
// Rebuilds the Error; a status without our detail gets a generic code for its kind.
Error to_error(const grpc::Status& status);

}  // namespace shopper::rpc
