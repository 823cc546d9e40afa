#include "tests/harness/tollgate.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "tests/harness/loopback.h"

namespace shopper::test {
namespace {

constexpr int look_up_ms = 100;   // how soon a stop is noticed

// False when the other side is gone.
bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

Tollgate::Tollgate(std::uint16_t gateway_port, std::function<void(const std::string&)> passed) : gateway_port_(gateway_port), passed_(std::move(passed)), listener_(stream_socket()) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 || ::getsockname(listener_, plain, &size) != 0) throw std::runtime_error("cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

Tollgate::~Tollgate() {
  stopping_ = true;
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
  ::close(listener_);
}

void Tollgate::accept_all() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, look_up_ms) <= 0) continue;
    if (const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); client >= 0) connections_.emplace_back([this, client] { serve(client); });
  }
}

void Tollgate::serve(int client) {
  const int server = stream_socket();
  const auto address = loopback(gateway_port_);
  bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  // A client that waits for each answer: its first bytes after an answer are a request.
  bool request_begins = true;
  std::array<char, 65'536> buffer{};
  while (open && !stopping_) {
    std::array<pollfd, 2> ready{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), look_up_ms) <= 0) continue;
    for (const bool from_client : {true, false}) {
      if (!open || ready[from_client ? 0 : 1].revents == 0) continue;
      const auto size = ::recv(from_client ? client : server, buffer.data(), buffer.size(), 0);
      const std::string_view bytes(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
      open = size > 0 && send_all(from_client ? server : client, bytes);
      if (open && from_client && request_begins) passed_(std::string(bytes.substr(0, bytes.find(' ', bytes.find(' ') + 1))));
      request_begins = !from_client;
    }
  }
  ::close(server);
  ::close(client);
}

}  // namespace shopper::test
