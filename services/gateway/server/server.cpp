#include "gateway/server/server.h"

#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <pistache/peer.h>
#include <pistache/transport.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

#include "gateway/server/connections.h"
#include "gateway/http/framer.h"
#include "gateway/limits.h"

namespace shopper::gateway::http {

namespace {

namespace ps = Pistache;

struct Shared {
  Application& application;
  const std::function<bool(const std::string&)> any_number;
  const std::string too_many;      // the answer to one connection too many
  Connections connections;
  std::atomic<int> in_flight{0};   // requests whose answer is not fully handed to the kernel
};

struct Connection {
  Framer framer;
  std::shared_ptr<Connections::Entry> entry;
  int queued_writes = 0;        // only its own worker touches it
  bool closing = false;         // our last answer is written or queued
  bool gone = false;            // the peer has disconnected
  std::size_t discarded = 0;

  Connection(std::string peer, std::shared_ptr<Connections::Entry> entry) : framer(std::move(peer)), entry(std::move(entry)) {}
};

constexpr const char* connection_slot = "connection";

// Pistache gives the event loop, the accept thread and the write queue for slow readers. Its request parser never sees a byte.
class EdgeHandler : public ps::Http::Handler {
 public:
  HTTP_PROTOTYPE(EdgeHandler)
  explicit EdgeHandler(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  void onRequest(const ps::Http::Request&, ps::Http::ResponseWriter) override {}

  void onDisconnection(const std::shared_ptr<ps::Tcp::Peer>& peer) override {
    const auto connection = connection_of(peer);
    if (!connection) return;
    shared_->connections.forget(connection->entry);
    // Pistache drops what is queued for a peer that is gone, without a word.
    shared_->in_flight -= std::exchange(connection->queued_writes, 0);
    connection->gone = true;
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
    if (auto entry = shared_->connections.open(peer->fd(), address, limited)) {
      peer->putData(connection_slot, std::make_shared<Connection>(address, std::move(entry)));
    } else {
      ::send(peer->fd(), shared_->too_many.data(), shared_->too_many.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      ::shutdown(peer->fd(), SHUT_RDWR);
    }
  }

  void onInput(const char* buffer, size_t length, const std::shared_ptr<ps::Tcp::Peer>& peer) override {
    const auto connection = connection_of(peer);
    if (!connection) return;
    if (connection->closing) {   // reading on lets our answer reach a client that is still sending
      connection->discarded += length;
      if (connection->discarded > limits::linger_bytes) ::shutdown(peer->fd(), SHUT_RDWR);
      return;
    }
    connection->framer.append({buffer, length});
    process(peer, connection);
  }

  void process(const std::shared_ptr<ps::Tcp::Peer>& peer, const std::shared_ptr<Connection>& connection) {
    using Phase = Connections::Phase;
    auto& framer = connection->framer;
    auto& entry = *connection->entry;
    while (!connection->closing) {
      switch (framer.advance()) {
        case Framer::Event::need_more: {
          const auto phase = framer.reading_body() ? Phase::body : framer.mid_request() ? Phase::head : Phase::idle;
          if (connection->queued_writes == 0 && (phase == Phase::idle || entry.phase != phase)) shared_->connections.enter(entry, phase);
          return;
        }
        case Framer::Event::head:
          if (framer.request().content_length == 0) break;
          if (framer.request().content_length > shared_->application.body_limit(framer.request())) {
            refuse(peer, connection, {413, "BODY_TOO_LARGE", {"محتوى الطلب أكبر من المسموح", "The request body is larger than allowed"}});
          } else if (framer.request().expects_continue) {
            write(peer, connection, "HTTP/1.1 100 Continue\r\n\r\n");
          }
          break;
        case Framer::Event::request: {
          shared_->connections.enter(entry, Phase::handling);
          ++shared_->in_flight;
          const auto& request = framer.request();
          auto response = answer([&] { return shared_->application.handle(request); });
          finish(peer, connection, response, request.keep_alive);
          --shared_->in_flight;
          break;
        }
        case Framer::Event::refused: refuse(peer, connection, framer.refusal()); break;
      }
    }
  }

  // The last line of defence: no exception may reach the event loop, and none is described to the client.
  template <class F>
  static Response answer(F&& produce) {
    try {
      return produce();
    } catch (...) {
      Response response;
      response.status = 500;
      response.close = true;
      return response;
    }
  }

  void refuse(const std::shared_ptr<ps::Tcp::Peer>& peer, const std::shared_ptr<Connection>& connection, const Refusal& refusal) {
    auto response = answer([&] { return shared_->application.refuse(refusal, connection->framer.request()); });
    finish(peer, connection, response, false);
  }

  void finish(const std::shared_ptr<ps::Tcp::Peer>& peer, const std::shared_ptr<Connection>& connection, const Response& response, bool keep_alive) {
    const auto& request = connection->framer.request();
    keep_alive = keep_alive && !response.close && !shared_->connections.draining();
    connection->closing = !keep_alive;
    write(peer, connection, serialise(response, request.method == Method::head, keep_alive, request.minor_version));
  }

  // Straight to the socket when nothing is queued before it; what the kernel does not take goes through Pistache's queue.
  void write(const std::shared_ptr<ps::Tcp::Peer>& peer, const std::shared_ptr<Connection>& connection, std::string bytes) {
    std::size_t sent = 0;
    if (connection->queued_writes == 0) {
      const auto n = ::send(peer->fd(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
        connection->closing = true;
        ::shutdown(peer->fd(), SHUT_RDWR);
        return;
      }
      sent = n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    if (sent == bytes.size()) return settle(*shared_, peer->fd(), *connection);
    if (sent > 0) bytes.erase(0, sent);
    ++connection->queued_writes;
    ++shared_->in_flight;
    shared_->connections.enter(*connection->entry, Connections::Phase::writing);
    const auto size = bytes.size();
    const auto done = [shared = shared_, connection, fd = peer->fd()] {
      if (connection->gone) return;
      --shared->in_flight;
      if (--connection->queued_writes == 0) {
        shared->connections.enter(*connection->entry, Connections::Phase::idle);
        settle(*shared, fd, *connection);
      }
    };
    peer->send(ps::RawBuffer(std::move(bytes), size)).then([done](ssize_t) { done(); }, [done](std::exception_ptr) { done(); });
  }

  // After the last byte of the last answer: say so, and give the client a moment to read it.
  static void settle(Shared& shared, int fd, Connection& connection) {
    if (!connection.closing) return;
    ::shutdown(fd, SHUT_WR);
    shared.connections.enter(*connection.entry, Connections::Phase::lingering);
  }

  std::shared_ptr<Shared> shared_;
};

// Made once: who sends them knows neither language nor trace.
std::string ready_answer(Application& application, const Refusal& refusal) { return serialise(application.refuse(refusal, Request{}), false, false, 1); }
std::string timeout_answer(Application& application) {
  return ready_answer(application, {408, "REQUEST_TIMEOUT", {"لم يصل الطلب كاملًا في الوقت المحدد", "The request did not arrive in time"}});
}
std::string too_many_answer(Application& application) {
  return ready_answer(application, {503, "CONNECTIONS_TOO_MANY", {"اتصالات كثيرة؛ حاول بعد قليل", "Too many connections; try again shortly"}});
}

}  // namespace

struct Server::Parts {
  ServerOptions options;
  std::shared_ptr<Shared> shared;
  std::unique_ptr<ps::Http::Endpoint> endpoint;
  bool running = false;
};

Server::Server(ServerOptions options, Application& application) : parts_(std::make_unique<Parts>()) {
  parts_->options = std::move(options);
  parts_->shared.reset(new Shared{application, parts_->options.any_number, too_many_answer(application), {parts_->options.timeouts, timeout_answer(application)}, {0}});
}

Server::~Server() { drain(); }

void Server::start() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto& options = parts_->options;
  parts_->endpoint = std::make_unique<ps::Http::Endpoint>(ps::Address(options.address, ps::Port(options.port)));
  // Its own timers never fire: ours know the phases of a request and answer with problem documents.
  constexpr auto never = std::chrono::hours(24 * 365);
  parts_->endpoint->init(ps::Http::Endpoint::options()
                             .threads(options.workers)
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
  parts_->shared->connections.drain();
  const auto limit = std::chrono::steady_clock::now() + limits::drain_timeout;
  // Idle connections are cut by the reaper, the others close after their answer.
  const auto busy = [&] { return parts_->shared->in_flight > 0 || parts_->shared->connections.count() > 0; };
  while (busy() && std::chrono::steady_clock::now() < limit) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  parts_->endpoint->shutdown();
}

}  // namespace shopper::gateway::http
