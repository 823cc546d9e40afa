// The gRPC server every service runs: generic (methods are registered by name, no generated stubs), with its own bounded worker pool,
// because handlers wait for the disk and gRPC's own threads must not.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "platform/base/actor.h"
#include "platform/base/error.h"
#include "platform/crypto/hash.h"
#include "platform/rpc/callers.h"
#include "platform/rpc/tls.h"

namespace shopper::rpc {

// What a handler knows of a call.
struct Call {
  std::string method;                // "/package.Service/Method"
  Actor actor;
  std::string idempotency_key;
  std::string request_hash;          // set by the binder when there is a key: the same for equal requests
  std::string traceparent;
  std::string purpose;               // why somebody reads other people's data
  std::chrono::steady_clock::time_point deadline;   // no jump of the clock moves it
  std::function<bool()> cancelled = {};   // whether the caller has gone; where nobody can know, nothing
  bool replayed = false;             // set by the handler: the answer is an earlier one

  bool in_time() const { return deadline > std::chrono::steady_clock::now(); }
  // Whether anybody still waits for the answer.
  bool wanted() const { return in_time() && !(cancelled && cancelled()); }
};

// A call with its message, and the serialised response or the refusal it gets.
struct Incoming {
  Call call;
  std::string request;
  Result<std::string> answer;
};

// Parses the request, runs, and gives the serialised response.
using Handler = std::function<Result<std::string>(Call&, const std::string& request)>;
// The same for several calls of one method that came together: answers each of them by itself.
using GroupHandler = std::function<void(std::span<Incoming*> group)>;

struct ServerOptions {
  std::string address;               // "unix:/path" or "host:port"
  int workers = 32;                  // calls in progress
  int queue_max = 256;               // calls waiting for a worker; more are refused with UNAVAILABLE
  crypto::Key internal_key{};        // verifies the actor context
  Transport transport{};             // our certificate; host:port needs one
};

class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();
  // Before start(). `callers`: the processes that may call it over TLS. On a Unix socket everybody who can open it is the suite itself.
  void add(const std::string& method, Handler handler, Callers callers = {});
  void add_group(const std::string& method, GroupHandler handler, Callers callers = {});
  // Carries out a call that came by no wire, and whose actor is known: from a simulated network.
  void handle(Incoming& incoming) const;
  // Binds and serves; throws std::runtime_error when the address is taken, a socket would lie where others reach it, or host:port is to be
  // served without certificates.
  void start();
  // The bound TCP port (0 for Unix sockets).
  int port() const;
  // Health for grpc.health.v1: SERVING from set_serving(true).
  void set_serving(bool serving);
  // Lets no more calls of people in, until it is told otherwise; the suite's own go on. SERVING accordingly.
  void drain(bool on);
  bool draining() const;
  // Calls of people that wait or are carried out.
  std::int64_t calls_in_progress() const;
  const Transport& transport() const;
  // Finishes calls in progress (bounded by `grace_ms`), then stops. Idempotent.
  void stop(int grace_ms);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shopper::rpc
