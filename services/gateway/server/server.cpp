#include "gateway/server/server.h"

#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <pistache/peer.h>
#include <pistache/transport.h>
#include <sys/socket.h>

#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

#include "gateway/server/connection.h"
#include "gateway/limits.h"

namespace shopper::gateway::http {

namespace {

namespace ps = Pistache;

// Made once: who sends them knows neither language nor trace.
std::string ready_answer(Application& application, const Refusal& refusal) { return serialise(application.refuse(refusal, Request{}), false, false, 1); }
std::string timeout_answer(Application& application) {
  return ready_answer(application, {408, "REQUEST_TIMEOUT", {"لم يصل الطلب كاملًا في الوقت المحدد", "The request did not arrive in time"}});
}
std::string too_many_answer(Application& application) {
  return ready_answer(application, {503, "CONNECTIONS_TOO_MANY", {"اتصالات كثيرة؛ حاول بعد قليل", "Too many connections; try again shortly"}});
}

struct Shared {
  Shared(Application& application, const ServerOptions& options, const overload::RoomLimits& room)
      : any_number(options.any_number), too_many(too_many_answer(application)), floor(application, options.timeouts, timeout_answer(application), room) {}

  const std::function<bool(const std::string&)> any_number;
  const std::string too_many;      // the answer to one connection too many
  Floor floor;
};

constexpr const char* connection_slot = "connection";

// Pistache gives the event loops and the accept thread. Its request parser never sees a byte, and its write queue is not used: answers come from other
// threads, and it knows a peer by a descriptor's number that may be another's by then.
class EdgeHandler : public ps::Http::Handler {
 public:
  HTTP_PROTOTYPE(EdgeHandler)
  explicit EdgeHandler(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  void onRequest(const ps::Http::Request&, ps::Http::ResponseWriter) override {}

  void onDisconnection(const std::shared_ptr<ps::Tcp::Peer>& peer) override {
    if (const auto connection = connection_of(peer)) connection->gone();
  }

 private:
  static std::shared_ptr<Connection> connection_of(const std::shared_ptr<ps::Tcp::Peer>& peer) {
    return std::static_pointer_cast<Connection>(peer->tryGetData(connection_slot));
  }

  // Registered from the first moment, so that a client which never sends a byte is cut too.
  void onConnection(const std::shared_ptr<ps::Tcp::Peer>& peer) override {
    // The base keeps a parser here, which Pistache's idle timer expects to find; it never gets input.
    peer->putData(ParserData, std::make_shared<ps::Http::RequestParser>(0));
    const int on = 1;
    setsockopt(peer->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto address = peer->address().host();
    const bool limited = !shared_->any_number || !shared_->any_number(address);
    if (auto entry = shared_->floor.connections.open(peer->fd(), address, limited)) {
      peer->putData(connection_slot, std::make_shared<Connection>(shared_->floor, peer->fd(), address, std::move(entry)));
    } else {
      ::send(peer->fd(), shared_->too_many.data(), shared_->too_many.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      ::shutdown(peer->fd(), SHUT_RDWR);
    }
  }

  void onInput(const char* buffer, size_t length, const std::shared_ptr<ps::Tcp::Peer>& peer) override {
    if (const auto connection = connection_of(peer)) connection->input({buffer, length});
  }

  std::shared_ptr<Shared> shared_;
};

}  // namespace

struct Server::Parts {
  ServerOptions options;
  std::shared_ptr<Shared> shared;
  std::unique_ptr<ps::Http::Endpoint> endpoint;
  bool running = false;
};

Server::Server(ServerOptions options, Application& application) : parts_(std::make_unique<Parts>()) {
  parts_->options = std::move(options);
  overload::RoomLimits room;
  room.places = parts_->options.workers;
  room.waiting = limits::requests_waiting;
  room.lane_percent = limits::lane_percent;
  parts_->shared = std::make_shared<Shared>(application, parts_->options, room);
}

Server::~Server() { drain(); }

void Server::start() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto& options = parts_->options;
  parts_->endpoint = std::make_unique<ps::Http::Endpoint>(ps::Address(options.address, ps::Port(options.port)));
  // Its own timers never fire: ours know the phases of a request and answer with problem documents.
  constexpr auto never = std::chrono::hours(24 * 365);
  parts_->endpoint->init(ps::Http::Endpoint::options()
                             .threads(limits::event_loops)
                             .threadsName("http")
                             .flags(ps::Tcp::Options::ReuseAddr)
                             .headerTimeout(never)
                             .bodyTimeout(never)
                             .keepaliveTimeout(never));
  parts_->endpoint->setHandler(std::make_shared<EdgeHandler>(parts_->shared));
  parts_->endpoint->serveThreaded();
  parts_->running = true;
}

std::uint16_t Server::port() const { return parts_->endpoint->getPort(); }

void Server::drain() {
  if (!parts_->running) return;
  parts_->running = false;
  auto& floor = parts_->shared->floor;
  floor.connections.drain();
  const auto limit = std::chrono::steady_clock::now() + limits::drain_timeout;
  // Idle connections are cut by the reaper, the others close after their answer.
  const auto busy = [&] { return floor.in_flight > 0 || floor.connections.count() > 0; };
  while (busy() && std::chrono::steady_clock::now() < limit) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  parts_->endpoint->shutdown();
  floor.crew.stop();
}

}  // namespace shopper::gateway::http
