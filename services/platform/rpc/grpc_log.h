#pragma once

namespace shopper::rpc {

// From now on what gRPC has to say goes to our log, a JSON object a line: its own format prints what peers sent as it came.
void log_grpc();

}  // namespace shopper::rpc
