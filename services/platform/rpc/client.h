// Calls to other services: one channel per peer, a deadline on every call, no generated stubs.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "platform/base/error.h"
#include "platform/rpc/tls.h"

namespace shopper::rpc {

// Of a call in a batch: it was carried out, but its answer did not fit. To be repeated alone, so only calls that may be repeated travel in batches.
inline constexpr grpc::StatusCode batch_overflow = grpc::StatusCode::OUT_OF_RANGE;

// Deadlines shrink on their way: each hop passes on what is left but a little for the way back, and does not begin what it cannot end in time.
inline constexpr std::chrono::milliseconds hop_return{20}, hop_least{100};

// A channel tuned for peers that restart: quick reconnects, bounded messages. address: "unix:/path" or "host:port"; at the latter only
// the process `peer` is accepted. Throws std::runtime_error for host:port without certificates.
std::shared_ptr<grpc::Channel> connect(const std::string& address, const std::string& peer = "", const Transport& transport = {});

// Begins a unary call of "/package.Service/Method", and returns. `ended` is called once, on a thread of gRPC's, of which there are few: it must wait
// for nobody. Context, which must have a deadline, request and response live until then.
void begin_call(grpc::Channel& channel, const std::string& method, grpc::ClientContext& context, const google::protobuf::MessageLite& request,
                google::protobuf::MessageLite& response, std::function<void(const grpc::Status&)> ended);

// The same, and waits for its end.
grpc::Status call(grpc::Channel& channel, const std::string& method, grpc::ClientContext& context, const google::protobuf::MessageLite& request,
                  google::protobuf::MessageLite& response);

void set_deadline(grpc::ClientContext& context, int deadline_ms);

}  // namespace shopper::rpc
