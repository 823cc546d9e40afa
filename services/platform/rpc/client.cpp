#include "platform/rpc/client.h"

#include "platform/rpc/grpc_log.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/client_callback.h>

#include <future>

namespace shopper::rpc {
namespace {
constexpr int max_message_bytes = 8 * 1024 * 1024;
constexpr int keepalive_ms = 2'000;   // between pings, and for their answer
}

std::shared_ptr<grpc::Channel> connect(const std::string& address, const std::string& peer, const Transport& transport) {
  log_grpc();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // How long an attempt may take at least; over TCP that is a handshake on a busy machine.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, is_unix(address) ? 100 : 3'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  if (!is_unix(address)) {   // a network may lose a connection without a word to either side
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_ms);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive_ms);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  }
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(max_message_bytes);
  // The name the handshake asks for; without it the peer would log that it is no "host:port".
  if (!is_unix(address) && !peer.empty()) arguments.SetString(GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, peer);
  return grpc::CreateCustomChannel(address, transport.channel(address, peer), arguments);
}

void begin_call(grpc::Channel& channel, const std::string& method, grpc::ClientContext& context, const google::protobuf::MessageLite& request,
                google::protobuf::MessageLite& response, std::function<void(const grpc::Status&)> ended) {
  const grpc::internal::RpcMethod rpc(method.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  using Message = google::protobuf::MessageLite;
  grpc::internal::CallbackUnaryCall<Message, Message, Message, Message>(&channel, rpc, &context, &request, &response, std::move(ended));
}

// Not gRPC's own blocking call: that reads the socket in the thread that waits. One that waits long, for a feed, would read what is for all others
// and have to wake them, call by call.
grpc::Status call(grpc::Channel& channel, const std::string& method, grpc::ClientContext& context, const google::protobuf::MessageLite& request,
                  google::protobuf::MessageLite& response) {
  std::promise<grpc::Status> end;
  begin_call(channel, method, context, request, response, [&end](const grpc::Status& status) { end.set_value(status); });
  return end.get_future().get();
}

void set_deadline(grpc::ClientContext& context, int deadline_ms) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(deadline_ms));
}

}  // namespace shopper::rpc
