#include "platform/rpc/server.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "platform/log/log.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/errors.h"
#include "platform/rpc/grpc_log.h"
#include "platform/telemetry/metrics.h"

namespace shopper::rpc {
namespace {

constexpr int max_message_bytes = 8 * 1024 * 1024;

Instant wall_clock() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
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

struct Method {
  Handler handler;
  Callers callers;
  telemetry::Histogram* seconds;
  telemetry::Counter* refusals;
};

}  // namespace

struct Server::Implementation : grpc::CallbackGenericService {
  // One unary call: gRPC's thread reads it, a worker of ours answers it.
  struct Exchange : grpc::ServerGenericBidiReactor {
    Exchange(Implementation& server, grpc::GenericCallbackServerContext* call_context) : owner(server), context(call_context) { StartRead(&request); }
    void OnReadDone(bool ok) override {
      if (!ok) Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no request"));
      else if (!owner.enqueue(this)) Finish(to_status(Error{ErrorKind::unavailable, "OVERLOADED", {"الخدمة مزدحمة؛ حاول بعد قليل", "The service is busy; try again shortly"}, {}, {}, 1}));
    }
    void OnDone() override { delete this; }

    Implementation& owner;
    grpc::GenericCallbackServerContext* context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
  };

  explicit Implementation(ServerOptions given) : options(std::move(given)) {}

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override { return new Exchange(*this, context); }

  bool enqueue(Exchange* exchange) {
    std::lock_guard lock(mutex);
    if (stopping || static_cast<int>(queue.size()) >= options.queue_max) return false;
    queue.push_back(exchange);
    available.notify_one();
    return true;
  }

  void work() {
    for (;;) {
      Exchange* exchange = nullptr;
      {
        std::unique_lock lock(mutex);
        available.wait(lock, [&] { return stopping || !queue.empty(); });
        if (queue.empty()) return;
        exchange = queue.front();
        queue.pop_front();
      }
      answer(*exchange);
    }
  }

  void answer(Exchange& exchange) {
    Call call;
    call.method = exchange.context->method();
    call.deadline = exchange.context->deadline();
    const auto found = methods.find(call.method);
    if (found == methods.end()) return exchange.Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no such method"));
    if (!is_unix(options.address))
      if (const auto caller = caller_of(*exchange.context); !found->second.callers.contains(caller)) {
        log::warn("caller not allowed", {{"method", call.method}, {"caller", caller}});
        found->second.refusals->add();
        return exchange.Finish(to_status(refuse(ErrorKind::forbidden, "CALLER_NOT_ALLOWED", {"لا يحق لهذه الخدمة استدعاء هذه العملية", "This process may not call that operation"})));
      }
    const telemetry::Timer timer(*found->second.seconds);
    const auto result = run(exchange, call, found->second);
    if (!result.ok()) {
      found->second.refusals->add();
      return exchange.Finish(to_status(result.error()));
    }
    if (call.replayed) exchange.context->AddTrailingMetadata(replayed_metadata, "true");
    const grpc::Slice slice(result.value());
    exchange.response = grpc::ByteBuffer(&slice, 1);
    exchange.StartWriteAndFinish(&exchange.response, grpc::WriteOptions(), grpc::Status::OK);
  }

  Result<std::string> run(Exchange& exchange, Call& call, const Method& method) {
    const auto now = wall_clock();
    if (call.deadline <= std::chrono::system_clock::now())
      return refuse(ErrorKind::late, "DEADLINE_EXCEEDED", {"استغرق الطلب وقتاً أطول من المسموح", "The request took longer than allowed"});
    auto actor = open_actor(options.internal_key, metadata(*exchange.context, actor_metadata), now);
    if (!actor) return refuse(ErrorKind::unauthenticated, "CONTEXT_INVALID", {"سياق الطلب غير موثّق", "The call carries no valid actor context"});
    call.actor = std::move(*actor);
    call.idempotency_key = metadata(*exchange.context, idempotency_metadata);
    call.traceparent = metadata(*exchange.context, trace_metadata);
    call.purpose = metadata(*exchange.context, purpose_metadata);
    try {
      return method.handler(call, flatten(exchange.request));
    } catch (const std::exception& failure) {
      log::error("handler failed", {{"method", call.method}, {"reason", failure.what()}, {"traceparent", call.traceparent}});
      return refuse(ErrorKind::internal, "INTERNAL", {"خطأ داخلي", "Internal error"});
    }
  }

  ServerOptions options;
  std::unordered_map<std::string, Method> methods;
  std::unique_ptr<grpc::Server> server;
  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable available;
  std::deque<Exchange*> queue;
  bool stopping = false;
  int bound_port = 0;
};

Server::Server(ServerOptions options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Server::~Server() { stop(0); }

void Server::add(const std::string& method, Handler handler, Callers callers) {
  const telemetry::Labels labels{{"method", method.substr(method.rfind('/') + 1)}};
  implementation_->methods[method] = {std::move(handler), std::move(callers), &telemetry::histogram("shopper_grpc_server_seconds", "Duration of a handled call", labels),
                                      &telemetry::counter("shopper_grpc_server_refusals_total", "Calls answered with an error", labels)};
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
  builder.AddListeningPort(self.options.address, self.options.transport.server(self.options.address), &self.bound_port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1024);
  builder.SetMaxReceiveMessageSize(max_message_bytes);
  builder.RegisterCallbackGenericService(&self);
  self.server = builder.BuildAndStart();
  if (!self.server || (!on_socket && self.bound_port == 0)) throw std::runtime_error("cannot listen on " + self.options.address);
  if (on_socket) ::chmod(socket.c_str(), 0600);
  set_serving(false);
  for (int i = 0; i < self.options.workers; ++i) self.workers.emplace_back([&self] { self.work(); });
}

int Server::port() const { return is_unix(implementation_->options.address) ? 0 : implementation_->bound_port; }

void Server::set_serving(bool serving) {
  if (auto* health = implementation_->server->GetHealthCheckService()) health->SetServingStatus(serving);
}

void Server::stop(int grace_ms) {
  auto& self = *implementation_;
  if (!self.server) return;
  set_serving(false);
  self.server->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(grace_ms));
  {
    std::lock_guard lock(self.mutex);
    self.stopping = true;
  }
  self.available.notify_all();
  for (auto& worker : self.workers) worker.join();
  self.workers.clear();
  self.server->Wait();
  self.server.reset();
}

}  // namespace shopper::rpc
