#include "platform/rpc/server.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <unordered_map>

#include "platform/log/log.h"
#include "platform/overload/crew.h"
#include "platform/overload/refusal.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/criticality.h"
#include "platform/rpc/errors.h"
#include "platform/rpc/grpc_log.h"
#include "platform/store/failure.h"
#include "platform/store/shortage.h"
#include "platform/telemetry/metrics.h"
#include "platform/trace/span.h"
#include "shopper/common/v1/batch.pb.h"

namespace shopper::rpc {
namespace {

constexpr int max_message_bytes = 8 * 1024 * 1024;
// Answers of a batch beyond it are left out, for their callers to ask again one by one.
constexpr std::size_t batch_answer_bytes_max = 6 * 1024 * 1024;
constexpr const char* batch_method = "/shopper.common.v1.Batch/Run";
constexpr int drained_retry_s = 5;   // an upgrade takes longer; a restart does not

// Feeds, probes, snapshots: what the suite asks of itself, and what goes on while nobody else is let in.
bool is_own(std::string_view method) { return method.starts_with("/shopper.common.v1.") && method != batch_method; }

Error draining_refusal() {
  return Error{ErrorKind::unavailable, "DRAINING", {"الخدمة على وشك التوقف للصيانة؛ لم يُنفّذ شيء، أعد المحاولة بعد قليل", "The service is about to stop for maintenance; nothing was done, try again shortly"}, {}, {}, drained_retry_s};
}

Instant wall_clock() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

// gRPC keeps deadlines by a steady clock and tells them by the other, at the moment it is asked; a call without one has a year.
std::chrono::steady_clock::time_point steady(std::chrono::system_clock::time_point deadline) {
  return std::chrono::steady_clock::now() + std::min<std::chrono::system_clock::duration>(deadline - std::chrono::system_clock::now(), std::chrono::hours(24 * 365));
}

std::string flatten(grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (buffer.Dump(&slices).ok())
    for (const auto& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

std::string metadata(const grpc::ServerContextBase& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto found = all.find(key);
  return found == all.end() ? std::string{} : std::string(found->second.data(), found->second.size());
}

// Whoever can reach a Unix socket may call: its directory must be closed to everybody else.
void check_socket_directory(const std::string& socket) {
  const auto slash = socket.rfind('/');
  const auto directory = slash == std::string::npos ? std::string(".") : socket.substr(0, std::max<std::size_t>(slash, 1));
  struct stat status{};
  if (::stat(directory.c_str(), &status) != 0) throw std::runtime_error("the socket's directory " + directory + " does not exist");
  if (status.st_uid != ::geteuid() || (status.st_mode & 077))
    throw std::runtime_error("others can reach the socket's directory " + directory + ": it must be our own, with mode 0700");
}

// The process that the peer's certificate names; "" when it names none of ours.
std::string caller_of(const grpc::ServerContextBase& context) {
  const auto names = context.auth_context()->FindPropertyValues(GRPC_PEER_SPIFFE_ID_PROPERTY_NAME);
  if (names.size() != 1) return "";
  const std::string_view name(names[0].data(), names[0].size());
  return name.starts_with(identity_prefix) ? std::string(name.substr(identity_prefix.size())) : "";
}

// What is no operation of people is of the suite itself: feeds, probes, snapshots.
overload::Criticality criticality_named(std::string method) {
  if (method.starts_with("/shopper.common.v1.Operations/")) return overload::Criticality::probe;
  std::replace(method.begin() + 1, method.end(), '/', '.');
  const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(method.substr(1));
  return found && found->options().HasExtension(common::v1::rest) ? criticality_of(*found) : overload::Criticality::vital;
}

Error clocks_differ() {
  auto error = refuse(ErrorKind::unavailable, "CLOCKS_DIFFER", {"ساعات الخوادم غير متفقة؛ حاول بعد قليل", "The clocks of our machines do not agree; try again shortly"});
  error.retry_after_s = 30;
  return error;
}

// What would fill the log is said once in a while.
class Seldom {
 public:
  bool due() {
    const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    auto next = next_s_.load();
    return now_s >= next && next_s_.compare_exchange_strong(next, now_s + pause_s);
  }

 private:
  static constexpr std::int64_t pause_s = 10;
  std::atomic<std::int64_t> next_s_{0};
};

struct Method {
  GroupHandler handler;
  Callers callers;
  telemetry::Histogram* seconds;
  telemetry::Counter* refusals;
  overload::Criticality criticality;
};

}  // namespace

struct Server::Implementation : grpc::CallbackGenericService {
  // One unary call: gRPC's thread reads it, a worker of ours answers it.
  struct Exchange final : grpc::ServerGenericBidiReactor, overload::Crew::Task {
    Exchange(Implementation& server, grpc::GenericCallbackServerContext* call_context) : owner(server), context(call_context), of_people(!is_own(call_context->method())) {
      if (of_people) ++owner.in_progress;   // before it is looked whether calls are let in, so that a drain never misses one
      StartRead(&request);
    }
    ~Exchange() override {
      if (of_people) --owner.in_progress;
    }
    // gRPC would swallow what is thrown here, and nobody would ever be answered: rather begin anew.
    void OnReadDone(bool ok) noexcept override {
      if (!ok) Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no request"));
      else owner.enter(*this);
    }
    void run() override {
      if (context->IsCancelled()) return Finish(grpc::Status::CANCELLED);   // nobody waits for it any more
      try {
        owner.answer(*this);
      } catch (const std::exception&) {   // no memory for the answer; it may have been done
        Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, ""));
      }
    }
    void refuse(overload::Criticality criticality) override {
      owner.overloads[overload::index_of(criticality)]->add();
      Finish(to_status(overload::overloaded()));
    }
    void OnDone() override { delete this; }

    Implementation& owner;
    grpc::GenericCallbackServerContext* context;
    const bool of_people;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
  };

  explicit Implementation(ServerOptions given) : options(std::move(given)) {
    for (const auto one : enum_values<overload::Criticality>())
      overloads[overload::index_of(one)] = &telemetry::counter("shopper_overload_refusals_total", "What was refused because too much waited already",
                                                               {{"queue", "calls"}, {"criticality", std::string(to_string(one))}});
  }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override { return new Exchange(*this, context); }

  void enter(Exchange& exchange) {
    // gRPC has few threads that read, for all servers and clients of the process: one of them may do the work itself. Messages of the gateway's are
    // what comes most often, and are quick.
    static std::atomic_flag lent;
    const auto& method = exchange.context->method();
    const auto class_of = criticality(method);
    if (method == batch_method && !lent.test_and_set()) {
      const bool served = crew->serve_here(exchange, class_of);
      lent.clear();
      if (served) return;
    }
    crew->enter(exchange, class_of);
  }

  overload::Criticality criticality(const std::string& name) const {
    const auto* method = find(name);
    // What travels together is what comes most often: reports and applications.
    return method ? method->criticality : name == batch_method ? overload::Criticality::vital : overload::Criticality::interactive;
  }

  void answer(Exchange& exchange) {
    const auto caller = is_unix(options.address) ? std::nullopt : std::optional(caller_of(*exchange.context));
    if (exchange.context->method() == batch_method) return answer_batch(exchange, caller);
    Incoming incoming{{}, flatten(exchange.request), unanswered()};
    incoming.call.method = exchange.context->method();
    incoming.call.deadline = steady(exchange.context->deadline());
    incoming.call.cancelled = cancelled_of(exchange);
    incoming.call.idempotency_key = metadata(*exchange.context, idempotency_metadata);
    incoming.call.purpose = metadata(*exchange.context, purpose_metadata);
    const auto* method = find(incoming.call.method);
    const auto traceparent = metadata(*exchange.context, trace_metadata);
    auto span = begin_span(incoming.call, method, traceparent, metadata(*exchange.context, trace_state_metadata));
    const trace::Scope scope(incoming.call.traceparent);
    if (!method) return exchange.Finish(no_such_method());
    if (admit(incoming, *method, caller, metadata(*exchange.context, actor_metadata))) {
      Incoming* group[] = {&incoming};
      run(*method, group);
    }
    end_span(span, incoming);
    if (!incoming.answer.ok()) {
      method->refusals->add();
      return exchange.Finish(to_status(incoming.answer.error()));
    }
    if (incoming.call.replayed) exchange.context->AddTrailingMetadata(replayed_metadata, "true");
    send(exchange, incoming.answer.value());
  }

  void answer_batch(Exchange& exchange, const std::optional<std::string>& caller) {
    common::v1::BatchRequest batch;
    if (!batch.ParseFromString(flatten(exchange.request))) return exchange.Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no batch"));
    const auto arrived = std::chrono::steady_clock::now();
    std::vector<Incoming> incoming;
    std::vector<const Method*> called;
    std::map<const Method*, std::vector<Incoming*>> groups;
    std::vector<trace::Span> spans;   // each call goes on with its own trace
    incoming.reserve(static_cast<std::size_t>(batch.calls_size()));
    spans.reserve(static_cast<std::size_t>(batch.calls_size()));
    for (auto& call : *batch.mutable_calls()) {
      auto& one = incoming.emplace_back(Incoming{{}, std::move(*call.mutable_request()), unanswered()});
      one.call.method = call.method();
      one.call.deadline = arrived + std::chrono::milliseconds(call.deadline_ms());
      one.call.cancelled = cancelled_of(exchange);
      one.call.idempotency_key = std::move(*call.mutable_idempotency_key());
      one.call.purpose = std::move(*call.mutable_purpose());
      const auto* method = called.emplace_back(find(one.call.method));
      spans.push_back(begin_span(one.call, method, call.traceparent(), call.tracestate()));
      const trace::Scope scope(one.call.traceparent);
      if (method && admit(one, *method, caller, call.actor())) groups[method].push_back(&one);
    }
    for (auto& [method, group] : groups) run(*method, group);
    for (std::size_t i = 0; i < incoming.size(); ++i) end_span(spans[i], incoming[i]);
    common::v1::BatchResponse response;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < incoming.size(); ++i) {
      auto& answer = *response.add_answers();
      auto status = grpc::Status::OK;
      if (!called[i]) {
        status = no_such_method();
      } else if (!incoming[i].answer.ok()) {
        called[i]->refusals->add();
        status = to_status(incoming[i].answer.error());
      } else if (bytes += incoming[i].answer.value().size(); bytes > batch_answer_bytes_max) {
        status = {batch_overflow, "the answers of the batch are too long"};
      } else {
        *answer.mutable_response() = std::move(incoming[i].answer).value();
        answer.set_replayed(incoming[i].call.replayed);
      }
      if (status.ok()) continue;
      answer.set_status(status.error_code());
      answer.set_message(status.error_message());
      answer.set_details(status.error_details());
    }
    send(exchange, response.SerializeAsString());
  }

  // `traceparent` must outlive the span. Whatever is done for the call is a part of it.
  static trace::Span begin_span(Call& call, bool known, std::string_view traceparent, std::string_view state) {
    trace::Span span(trace::Kind::server, known ? std::string_view(call.method).substr(1) : "unknown", traceparent, state);
    call.traceparent = span.traceparent();
    return span;
  }
  static void end_span(trace::Span& span, const Incoming& incoming) {
    if (!span.recorded() && !log::debug_enabled()) return;
    const auto status = incoming.answer.ok() ? grpc::StatusCode::OK : to_status(incoming.answer.error()).error_code();
    if (log::debug_enabled()) {
      const trace::Scope scope(incoming.call.traceparent);
      log::debug("call", {{"method", incoming.call.method}, {"status", std::to_string(status)}});
    }
    if (!span.recorded()) return;
    span.set("rpc.system", "grpc");
    span.set("rpc.grpc.status_code", static_cast<std::int64_t>(status));
    if (status == grpc::StatusCode::INTERNAL || status == grpc::StatusCode::UNAVAILABLE) span.fail();
    span.end();
  }
  static std::function<bool()> cancelled_of(const Exchange& exchange) {
    return [context = exchange.context] { return context->IsCancelled(); };
  }
  static Error unanswered() { return refuse(ErrorKind::internal, "INTERNAL", {"خطأ داخلي", "Internal error"}); }
  static grpc::Status no_such_method() { return {grpc::StatusCode::UNIMPLEMENTED, "no such method"}; }
  const Method* find(const std::string& name) const {
    const auto found = methods.find(name);
    return found == methods.end() ? nullptr : &found->second;
  }

  // May the call be carried out? Otherwise it has its answer. `caller`: the process on the other side, nothing on a socket of ours.
  bool admit(Incoming& incoming, const Method& method, const std::optional<std::string>& caller, const std::string& sealed_actor) const {
    auto& call = incoming.call;
    if (caller && !method.callers.contains(*caller)) {
      log::warn("caller not allowed", {{"method", call.method}, {"caller", *caller}});
      strangers.add();
      incoming.answer = refuse(ErrorKind::forbidden, "CALLER_NOT_ALLOWED", {"لا يحق لهذه الخدمة استدعاء هذه العملية", "This process may not call that operation"});
      return false;
    }
    if (draining && !is_own(call.method)) {
      incoming.answer = draining_refusal();
      return false;
    }
    call.deadline -= hop_return;
    if (call.deadline < std::chrono::steady_clock::now() + hop_least) {
      incoming.answer = refuse(ErrorKind::late, "DEADLINE_EXCEEDED", {"استغرق الطلب وقتاً أطول من المسموح", "The request took longer than allowed"});
      return false;
    }
    const auto now = wall_clock();
    auto sealed = read_actor(options.internal_key, sealed_actor);
    if (!sealed) {
      incoming.answer = refuse(ErrorKind::unauthenticated, "CONTEXT_INVALID", {"سياق الطلب غير موثّق", "The call carries no valid actor context"});
      return false;
    }
    if (clocks_differ(*sealed, now)) {
      skews.add();
      if (clock_told.due()) log::error("the caller's clock is another than ours: calls are refused until they agree", {{"caller", caller.value_or("")}, {"method", call.method}, {"ahead_s", std::to_string(ahead_us(*sealed, now) / 1'000'000)}});
      incoming.answer = clocks_differ();
      return false;
    }
    call.actor = std::move(sealed->actor);
    return true;
  }

  void run(const Method& method, std::span<Incoming*> group) const {
    const auto started = std::chrono::steady_clock::now();
    try {
      method.handler(group);
    } catch (const store::StorageFailure& failure) {
      for (auto* incoming : group) incoming->answer = store::report(failure);
    } catch (const std::bad_alloc&) {
      for (auto* incoming : group) incoming->answer = store::short_of_memory();
    } catch (const std::exception& failure) {
      const auto& call = group.front()->call;
      const trace::Scope scope(call.traceparent);
      log::error("handler failed", {{"method", call.method}, {"reason", failure.what()}});
    }
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    for (std::size_t i = 0; i < group.size(); ++i) method.seconds->observe(seconds);
  }

  static void send(Exchange& exchange, const std::string& response) {
    const grpc::Slice slice(response);
    exchange.response = grpc::ByteBuffer(&slice, 1);
    exchange.StartWriteAndFinish(&exchange.response, grpc::WriteOptions(), grpc::Status::OK);
  }

  ServerOptions options;
  overload::PerCriticality<telemetry::Counter*> overloads{};
  telemetry::Counter& skews = telemetry::counter("shopper_clocks_differ_total", "Calls refused because the caller's clock was more than ten minutes off");
  mutable Seldom clock_told;
  telemetry::Counter& strangers = telemetry::counter("shopper_callers_not_allowed_total", "Calls of processes that may not call what they called");
  std::unordered_map<std::string, Method> methods;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<overload::Crew> crew;
  int bound_port = 0;
  std::atomic<bool> draining{false};
  std::atomic<std::int64_t> in_progress{0};
};

Server::Server(ServerOptions options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Server::~Server() { stop(0); }

void Server::add(const std::string& method, Handler handler, Callers callers) {
  add_group(method, [handler = std::move(handler)](std::span<Incoming*> group) {
    for (auto* incoming : group) incoming->answer = handler(incoming->call, incoming->request);
  }, std::move(callers));
}

void Server::add_group(const std::string& method, GroupHandler handler, Callers callers) {
  const telemetry::Labels labels{{"method", method.substr(method.rfind('/') + 1)}};
  implementation_->methods[method] = {std::move(handler), std::move(callers), &telemetry::histogram("shopper_grpc_server_seconds", "Duration of a handled call", labels),
                                      &telemetry::counter("shopper_grpc_server_refusals_total", "Calls answered with an error", labels), criticality_named(method)};
}

void Server::handle(Incoming& incoming) const {
  const auto* method = implementation_->find(incoming.call.method);
  if (!method) throw std::logic_error("no such method: " + incoming.call.method);
  incoming.answer = Implementation::unanswered();
  Incoming* group[] = {&incoming};
  implementation_->run(*method, group);
}

void Server::start() {
  auto& self = *implementation_;
  log_grpc();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  const bool on_socket = is_unix(self.options.address);
  const auto socket = on_socket ? self.options.address.substr(5) : "";
  if (on_socket) {
    check_socket_directory(socket);
    ::unlink(socket.c_str());
  }
  overload::RoomLimits room;
  room.places = self.options.workers;
  room.waiting = static_cast<std::size_t>(self.options.queue_max);
  self.crew = std::make_unique<overload::Crew>(room);
  builder.AddListeningPort(self.options.address, self.options.transport.server(self.options.address), &self.bound_port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1024);
  // Peers ask whether we are still there, also when they have nothing to say (client.cpp).
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 1'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.SetMaxReceiveMessageSize(max_message_bytes);
  builder.RegisterCallbackGenericService(&self);
  self.server = builder.BuildAndStart();
  if (!self.server || (!on_socket && self.bound_port == 0)) throw std::runtime_error("cannot listen on " + self.options.address);
  if (on_socket) ::chmod(socket.c_str(), 0600);
  set_serving(false);
}

int Server::port() const { return is_unix(implementation_->options.address) ? 0 : implementation_->bound_port; }

void Server::set_serving(bool serving) {
  if (auto* health = implementation_->server->GetHealthCheckService()) health->SetServingStatus(serving);
}

void Server::drain(bool on) {
  implementation_->draining = on;
  set_serving(!on);
}
bool Server::draining() const { return implementation_->draining; }
std::int64_t Server::calls_in_progress() const { return implementation_->in_progress; }
const Transport& Server::transport() const { return implementation_->options.transport; }

void Server::stop(int grace_ms) {
  auto& self = *implementation_;
  if (!self.server) return;
  set_serving(false);
  self.server->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(grace_ms));
  self.crew->stop();
  self.server->Wait();
  self.server.reset();
}

}  // namespace shopper::rpc
