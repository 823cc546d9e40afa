#include "gateway/call/backends.h"

#include <grpcpp/client_context.h>

#include <thread>

#include "gateway/limits.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "shopper/common/v1/operations.pb.h"

namespace shopper::gateway::call {

namespace {

using namespace std::chrono_literals;

Instant now() { return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; }

// We never cancel a call: a peer that drains just now does, and is away then like any other.
grpc::Status as_ours(grpc::Status status) {
  if (status.error_code() == grpc::StatusCode::CANCELLED) return {grpc::StatusCode::UNAVAILABLE, "cancelled by the peer"};
  return status;
}

}  // namespace

Actor Backends::ourselves() {
  Actor actor;
  actor.subject = "gateway";
  actor.roles = {"service"};
  actor.language = "en";
  return actor;
}

Backends::Backends(const std::map<std::string, std::string>& addresses, const crypto::Key& internal_key, const rpc::Transport& transport) : internal_key_(internal_key) {
  for (const auto& [service, address] : addresses) {
    channels_.emplace(service, rpc::connect(address, service, transport));
    coalescers_.emplace(service, std::make_unique<Coalescer>(service, Coalescer::Limits{limits::batches, limits::batch_calls, limits::batch_bytes},
                                                             [this, service = service](const auto& batch, auto& answers, auto deadline) { return send_batch(service, batch, answers, deadline); }));
  }
}

grpc::Status Backends::send_batch(const std::string& service, const common::v1::BatchRequest& batch, common::v1::BatchResponse& answers, Coalescer::Clock::time_point deadline) const {
  grpc::ClientContext context;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Coalescer::Clock::now());
  rpc::set_deadline(context, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  return as_ours(rpc::call(*channels_.at(service), "/shopper.common.v1.Batch/Run", context, batch, answers));
}

CallResult Backends::coalesced(const CallRequest& request, google::protobuf::Message& response) const {
  CallResult result;
  bool went_alone = false;
  common::v1::BatchAnswer answer;
  const auto alone = [&] {
    went_alone = true;
    result = attempt(request, response, request.deadline, false);
    return result.status;
  };
  const auto describe = [&](common::v1::BatchCall& call) {
    call.set_method(request.grpc_path);
    call.set_request(request.message.SerializeAsString());
    call.set_actor(rpc::seal_actor(internal_key_, request.actor, now()));
    call.set_idempotency_key(std::string(request.idempotency_key));
    call.set_traceparent(std::string(request.traceparent));
    call.set_purpose(std::string(request.purpose));
  };
  const auto started = Coalescer::Clock::now();
  result.status = coalescers_.at(request.service)->call(started + request.deadline, alone, describe, answer);
  if (went_alone) return result;
  if (result.status.error_code() == rpc::batch_overflow) {
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Coalescer::Clock::now() - started);
    return attempt(request, response, std::max(request.deadline - spent, 0ms), false);
  }
  result.replayed = answer.replayed();
  if (result.status.ok() && !response.ParseFromString(answer.response())) result.status = {grpc::StatusCode::INTERNAL, "the answer cannot be read"};
  return result;
}

CallResult Backends::attempt(const CallRequest& request, google::protobuf::Message& response, std::chrono::milliseconds deadline, bool wait_for_ready) const {
  grpc::ClientContext context;
  rpc::set_deadline(context, static_cast<int>(deadline.count()));
  context.set_wait_for_ready(wait_for_ready);
  context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(internal_key_, request.actor, now()));
  context.AddMetadata(rpc::trace_metadata, std::string(request.traceparent));
  context.AddMetadata("x-request-id", std::string(request.request_id));
  if (!request.idempotency_key.empty()) context.AddMetadata(rpc::idempotency_metadata, std::string(request.idempotency_key));
  if (!request.purpose.empty()) context.AddMetadata(rpc::purpose_metadata, std::string(request.purpose));
  CallResult result;
  result.status = as_ours(rpc::call(*channels_.at(request.service), request.grpc_path, context, request.message, response));
  const auto& trailing = context.GetServerTrailingMetadata();
  result.replayed = trailing.find(rpc::replayed_metadata) != trailing.end();
  return result;
}

CallResult Backends::call(const CallRequest& request, google::protobuf::Message& response) const {
  if (!knows(request.service)) return {{grpc::StatusCode::UNAVAILABLE, "no address for " + request.service}, false};
  const auto started = std::chrono::steady_clock::now();
  auto result = request.coalesce ? coalesced(request, response) : attempt(request, response, request.deadline, false);
  if (result.status.error_code() != grpc::StatusCode::UNAVAILABLE || !request.repeatable) return result;
  // A restarting peer is back within a moment: wait for it, but not for the whole deadline.
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
  const auto left = std::min<std::chrono::milliseconds>(request.deadline - spent, 1s);
  if (left < 50ms) return result;
  auto second = attempt(request, response, left, true);
  return second.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ? result : second;
}

bool Backends::ready(const std::string& service) const {
  common::v1::ReadyResponse response;
  const common::v1::ReadyRequest message;
  const auto actor = ourselves();
  return call({service, "/shopper.common.v1.Operations/Ready", message, actor, "", "", "", limits::probe_deadline}, response).status.ok();
}

std::string Backends::metrics(const std::string& service) const {
  common::v1::MetricsResponse response;
  const common::v1::MetricsRequest message;
  const auto actor = ourselves();
  const auto result = call({service, "/shopper.common.v1.Operations/Metrics", message, actor, "", "", "", limits::probe_deadline}, response);
  return result.status.ok() ? response.text() : std::string();
}

http::Problem status_problem(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED)
    return http::make_problem(501, "NOT_IMPLEMENTED", {"هذه العملية غير متاحة في هذا الإصدار", "This operation is not available in this version"});
  if (status.error_code() == grpc::StatusCode::CANCELLED)
    return http::make_problem(499, "CANCELLED", {"أُلغي الطلب", "The request was cancelled"});
  const auto error = rpc::to_error(status);
  if (error.kind == ErrorKind::internal) return http::make_problem(500, "INTERNAL", {"حدث خطأ داخلي؛ اذكر الرقم error_id عند الإبلاغ", "Something went wrong here; quote the error_id when you report it"});
  return http::to_problem(error);
}

}  // namespace shopper::gateway::call
