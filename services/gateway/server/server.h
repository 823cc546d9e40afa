// The HTTP server: Pistache's event loop below, our framer above it. This header names no Pistache type; server.cpp is the only file that does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/http/message.h"
#include "gateway/server/connections.h"

namespace shopper::gateway::http {

// What the server calls, from many threads at once. It returns values; the server alone writes.
class Application {
 public:
  virtual ~Application() = default;
  // The largest body this request may bring; asked when the head is complete.
  virtual std::size_t body_limit(const Request& request) = 0;
  virtual Response handle(const Request& request) = 0;
  // The answer to bytes that are no acceptable request; the connection is closed after it.
  virtual Response refuse(const Refusal& refusal, const Request& request) = 0;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;   // 0: any free one
  int workers = limits::workers;
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
