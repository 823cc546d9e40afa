// The HTTP server: Pistache's event loop below, our framer above it. This header names no Pistache type; server.cpp is the only file that does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/http/message.h"
#include "gateway/server/connections.h"
#include "platform/overload/waiting_room.h"

namespace shopper::gateway::http {

// How a request stands among others when there are too many.
struct Weight {
  overload::Criticality criticality = overload::Criticality::interactive;
  std::size_t lane = 0;   // whoever it will wait for
};

// Whoever brought a request that is answered later.
class Asker {
 public:
  virtual void answer(Response response) = 0;
  // It has to be handled after all, where it may wait.
  virtual void needs_worker() = 0;

 protected:
  ~Asker() = default;
};

// What the server calls, from many threads at once. It returns values; the server alone writes.
class Application {
 public:
  virtual ~Application() = default;
  // The largest body this request may bring; asked when the head is complete.
  virtual std::size_t body_limit(const Request& request) = 0;
  // Asked when the request is complete. Nothing: it is answered at once, where requests arrive, and must wait for nobody.
  virtual std::optional<Weight> weigh(const Request& request) = 0;
  virtual std::size_t lanes() const = 0;
  // Begins a request whose answer needs no thread to wait for it: `asker` is told, once, here or on another thread; the request stays until then.
  // False: it is not of that kind, and nothing was done.
  virtual bool begin(const Request&, Asker&) { return false; }
  virtual Response handle(const Request& request) = 0;
  // The answer to a request for which there is no capacity.
  virtual Response shed(const Request& request, overload::Criticality criticality) = 0;
  // The answer to bytes that are no acceptable request; the connection is closed after it.
  virtual Response refuse(const Refusal& refusal, const Request& request) = 0;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;   // 0: any free one
  int workers = limits::workers;   // requests in progress
  Timeouts timeouts;
  // Whether a peer may have any number of connections: a proxy of ours. None may without it.
  std::function<bool(const std::string& address)> any_number{};
};

class Server {
 public:
  Server(ServerOptions options, Application& application);
  ~Server();

  // Binds and serves in threads of its own; throws std::runtime_error when the address cannot be bound.
  void start();
  std::uint16_t port() const;
  // Lets requests in flight finish and be written (at most limits::drain_timeout), then stops.
  void drain();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace shopper::gateway::http
