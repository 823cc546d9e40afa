#include "gateway/call/backends.h"

#include <grpcpp/client_context.h>

#include <sodium.h>

#include <thread>

#include "gateway/limits.h"
#include "platform/log/log.h"
#include "platform/overload/breaker.h"
#include "platform/overload/retry_budget.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "platform/telemetry/metrics.h"
#include "platform/trace/span.h"
#include "shopper/common/v1/operations.pb.h"

namespace shopper::gateway::call {

namespace {

using namespace std::chrono_literals;

Error too_late() { return refuse(ErrorKind::late, "DEADLINE_EXCEEDED", {"استغرق الطلب وقتاً أطول من المسموح", "The request took longer than allowed"}); }
Error away() { return {ErrorKind::unavailable, "SERVICE_UNAVAILABLE", {"الخدمة غير متاحة مؤقتاً", "The service is temporarily unavailable"}, {}, {}, 1}; }

Instant now() { return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; }

// Not for calls that we have given up ourselves: a peer that drains just now cancels, and is away then like any other. So is one whose bytes make no sense: what a service
// says itself has details.
grpc::Status as_ours(grpc::Status status) {
  using Code = grpc::StatusCode;
  if (status.error_code() == Code::CANCELLED) return {Code::UNAVAILABLE, "cancelled by the peer"};
  if ((status.error_code() != Code::INTERNAL && status.error_code() != Code::UNKNOWN) || !status.error_details().empty()) return status;
  log::warn("no sensible answer from a service", {{"message", status.error_message()}});
  return {Code::UNAVAILABLE, status.error_message()};
}

trace::Span begin_span(const CallRequest& request) {
  trace::Span span(trace::Kind::client, request.grpc_path.empty() ? std::string_view() : std::string_view(request.grpc_path).substr(1), request.traceparent, request.tracestate);
  span.set("rpc.system", "grpc");
  span.set("server.address", request.service);
  return span;
}

void end_span(trace::Span& span, const grpc::Status& status) {
  if (!span.recorded()) return;
  span.set("rpc.grpc.status_code", static_cast<std::int64_t>(status.error_code()));
  if (unanswered(status) || status.error_code() == grpc::StatusCode::INTERNAL) span.fail();
  span.end();
}

}  // namespace

Actor Backends::ourselves() {
  Actor actor;
  actor.subject = "gateway";
  actor.roles = {"service"};
  actor.language = "en";
  return actor;
}

struct Backends::Peer {
  Peer(const std::string& service, std::shared_ptr<grpc::Channel> way, Coalescer::Send send)
      : channel(std::move(way)),
        repetitions(telemetry::counter("shopper_call_repetitions_total", "Calls made again because the peer was away", {{"peer", service}})),
        kept_back(telemetry::counter("shopper_calls_kept_back_total", "Calls refused at once because the peer does not answer", {{"peer", service}})),
        open(telemetry::gauge("shopper_breaker_open", "1 while calls to the peer are kept back", {{"peer", service}})),
        coalescer(service, Coalescer::Limits{limits::batches, limits::batch_calls, limits::batch_bytes}, std::move(send)) {}

  const std::shared_ptr<grpc::Channel> channel;
  overload::RetryBudget budget;
  overload::Breaker breaker;
  telemetry::Counter& repetitions;
  telemetry::Counter& kept_back;
  telemetry::Gauge& open;
  Coalescer coalescer;   // ends first: what is on its way needs the others
};

Backends::Backends(const std::map<std::string, std::string>& addresses, const crypto::Key& internal_key, const rpc::Transport& transport) : internal_key_(internal_key) {
  for (const auto& [service, address] : addresses)
    peers_.emplace(service, std::make_unique<Peer>(service, rpc::connect(address, service, transport),
                                                   [this, service = service](auto batch, auto deadline, auto arrived) { send_batch(service, std::move(batch), deadline, std::move(arrived)); }));
}

Backends::~Backends() = default;

std::vector<std::string> Backends::services() const {
  std::vector<std::string> all;
  for (const auto& [service, peer] : peers_) all.push_back(service);
  return all;
}

void Backends::send_batch(const std::string& service, common::v1::BatchRequest batch, Coalescer::Clock::time_point deadline, Coalescer::Arrived arrived) const {
  struct Journey {
    grpc::ClientContext context;
    common::v1::BatchRequest batch;
    common::v1::BatchResponse answers;
  };
  const auto journey = std::make_shared<Journey>();
  journey->batch.Swap(&batch);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Coalescer::Clock::now());
  rpc::set_deadline(journey->context, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  rpc::begin_call(*peers_.at(service)->channel, "/shopper.common.v1.Batch/Run", journey->context, journey->batch, journey->answers,
                  [journey, arrived = std::move(arrived)](const grpc::Status& status) { arrived(as_ours(status), journey->answers); });
}

bool Backends::takes(const std::string& service) const {
  const auto found = peers_.find(service);
  return found != peers_.end() && found->second->coalescer.waiting() < limits::calls_waiting && found->second->breaker.state(std::chrono::steady_clock::now()) == overload::BreakerState::closed;
}

void Backends::begin(const CallRequest& request, Answered answered) const {
  auto& peer = *peers_.at(request.service);
  if (request.deadline < rpc::hop_least) return answered(CallResult{rpc::to_status(too_late()), false}, {});
  peer.budget.called();
  common::v1::BatchCall call;
  call.set_method(request.grpc_path);
  request.message.SerializeToString(call.mutable_request());
  call.set_actor(rpc::seal_actor(internal_key_, request.actor, now()));
  call.set_idempotency_key(std::string(request.idempotency_key));
  call.set_purpose(std::string(request.purpose));
  std::shared_ptr<trace::Span> span;   // of this call, whatever else is in its message
  if (trace::exporting()) span = std::make_shared<trace::Span>(begin_span(request));
  call.set_traceparent(std::string(span ? span->traceparent() : request.traceparent));
  call.set_tracestate(std::string(request.tracestate));
  peer.coalescer.begin(Coalescer::Clock::now() + request.deadline - rpc::hop_return, std::move(call), [&peer, span = std::move(span), answered = std::move(answered)](const grpc::Status& status, common::v1::BatchAnswer& answer) {
    learn(peer, status);
    if (span) end_span(*span, status);
    const bool gone = status.error_code() == grpc::StatusCode::UNAVAILABLE && unanswered(status);
    if (gone || status.error_code() == rpc::batch_overflow) return answered(std::nullopt, {});
    answered(CallResult{status, answer.replayed()}, answer.response());
  });
}

CallResult Backends::attempt(const CallRequest& request, google::protobuf::Message& response, std::chrono::milliseconds deadline, bool wait_for_ready) const {
  grpc::ClientContext context;
  rpc::set_deadline(context, static_cast<int>(deadline.count()));
  context.set_wait_for_ready(wait_for_ready);
  context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(internal_key_, request.actor, now()));
  auto span = begin_span(request);
  context.AddMetadata(rpc::trace_metadata, std::string(span.traceparent()));
  if (!request.tracestate.empty()) context.AddMetadata(rpc::trace_state_metadata, std::string(request.tracestate));
  context.AddMetadata("x-request-id", std::string(request.request_id));
  if (!request.idempotency_key.empty()) context.AddMetadata(rpc::idempotency_metadata, std::string(request.idempotency_key));
  if (!request.purpose.empty()) context.AddMetadata(rpc::purpose_metadata, std::string(request.purpose));
  CallResult result;
  {
    const std::stop_callback give_up(request.left, [&context] { context.TryCancel(); });
    result.status = rpc::call(*peers_.at(request.service)->channel, request.grpc_path, context, request.message, response);
  }
  const bool given_up = request.left.stop_requested() && result.status.error_code() == grpc::StatusCode::CANCELLED;
  if (!given_up) result.status = as_ours(std::move(result.status));
  end_span(span, result.status);
  const auto& trailing = context.GetServerTrailingMetadata();
  result.replayed = trailing.find(rpc::replayed_metadata) != trailing.end();
  return result;
}

// What the peer did not say teaches us that it is away; whatever it did say, that it is there.
void Backends::learn(Peer& peer, const grpc::Status& status) {
  const auto at = std::chrono::steady_clock::now();
  if (unanswered(status)) peer.breaker.failed(at);
  else peer.breaker.answered(at);
  peer.open.set(peer.breaker.state(at) == overload::BreakerState::closed ? 0 : 1);
}

CallResult Backends::call(const CallRequest& request, google::protobuf::Message& response) const {
  using Time = std::chrono::steady_clock;
  if (!knows(request.service)) return {{grpc::StatusCode::UNAVAILABLE, "no address for " + request.service}, false};
  auto& peer = *peers_.at(request.service);
  peer.budget.called();
  const auto end = Time::now() + request.deadline;
  auto repeat_until = end;
  CallResult result{rpc::to_status(too_late()), false};
  for (int attempts = 1;; ++attempts) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(std::min(end, repeat_until) - Time::now());
    if (left < rpc::hop_least) return result;
    if (!peer.breaker.allow(Time::now())) {
      peer.kept_back.add();
      return attempts == 1 ? CallResult{rpc::to_status(away()), false} : result;
    }
    const auto given = left - rpc::hop_return;
    auto outcome = attempt(request, response, given, attempts > 1);
    if (outcome.status.error_code() == grpc::StatusCode::CANCELLED) return outcome;   // by us: it says nothing of the peer
    learn(peer, outcome.status);
    // Somebody who is waited for and does not come is away, not late; also who comes at the last moment and says that it is too late to begin.
    if (attempts > 1 && outcome.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) return result;
    result = std::move(outcome);
    const bool gone = result.status.error_code() == grpc::StatusCode::UNAVAILABLE && unanswered(result.status);
    if (!gone || !request.repeatable || attempts == limits::call_attempts || !peer.budget.take()) return result;
    peer.repetitions.add();
    // A restarting peer is back within a moment: wait for it, but not for the whole deadline.
    if (attempts == 1) repeat_until = Time::now() + limits::repeat_within;
    std::this_thread::sleep_for(overload::retry_pause(attempts + 1, randombytes_random()));
  }
}

CallResult Backends::ask(const std::string& service, const std::string& grpc_path, const google::protobuf::Message& message, google::protobuf::Message& response) const {
  const auto actor = ourselves();
  auto result = attempt({service, grpc_path, message, actor, "", "", "", limits::probe_deadline}, response, limits::probe_deadline, false);
  auto& peer = *peers_.at(service);
  if (result.status.ok() && peer.breaker.state(std::chrono::steady_clock::now()) != overload::BreakerState::closed) learn(peer, result.status);
  return result;
}

bool Backends::ready(const std::string& service) const {
  common::v1::ReadyResponse response;
  return ask(service, "/shopper.common.v1.Operations/Ready", common::v1::ReadyRequest(), response).status.ok();
}

std::string Backends::metrics(const std::string& service) const {
  common::v1::MetricsResponse response;
  const auto result = ask(service, "/shopper.common.v1.Operations/Metrics", common::v1::MetricsRequest(), response);
  return result.status.ok() ? response.text() : std::string();
}

bool unanswered(const grpc::Status& status) {
  const auto code = status.error_code();
  return (code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED) && status.error_details().empty();
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
