#include "tests/harness/link_gate.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <deque>
#include <stdexcept>

#include "tests/harness/loopback.h"

namespace shopper::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int look_up_ms = 10;   // how soon another fault is noticed
constexpr std::size_t narrow_bytes_per_ms = 32, limited_bytes = 1'000, held_bytes_max = 1'000'000;

void reset(int fd) {
  const linger none{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace

// One direction of one connection.
struct LinkGate::Pipe {
  int from, to;
  struct Chunk {
    std::string bytes;
    Clock::time_point due;
  };
  std::deque<Chunk> held{};
  std::size_t held_bytes = 0;
  std::size_t passed = 0;
  Clock::time_point narrow_since = Clock::now();
  std::size_t narrow_passed = 0;

  // False when the connection is over.
  bool take(Fault fault, std::mt19937_64& random) {
    std::array<char, 16'384> buffer;
    const auto size = ::recv(from, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (size == 0 || fault == Fault::close_on_data) return false;
    std::string bytes(buffer.data(), static_cast<std::size_t>(size));
    if (fault == Fault::corrupt && random() % 4 == 0) bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    held_bytes += bytes.size();
    held.push_back({std::move(bytes), Clock::now() + (fault == Fault::slow ? std::chrono::milliseconds(200 + random() % 201) : std::chrono::milliseconds(0))});
    return true;
  }
  bool pass(Fault fault) {
    if (fault != Fault::narrow) {
      narrow_since = Clock::now();
      narrow_passed = 0;
    }
    while (!held.empty() && held.front().due <= Clock::now()) {
      auto& bytes = held.front().bytes;
      std::size_t may = fault == Fault::sliced ? 1 : bytes.size();
      if (fault == Fault::narrow) {
        const auto allowed = static_cast<std::size_t>((Clock::now() - narrow_since) / std::chrono::milliseconds(1)) * narrow_bytes_per_ms;
        may = std::min(may, allowed > narrow_passed ? allowed - narrow_passed : 0);
      }
      if (fault == Fault::limited) may = std::min(may, limited_bytes > passed ? limited_bytes - passed : 0);
      if (may == 0) return fault != Fault::limited;
      const auto sent = ::send(to, bytes.data(), may, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
      const auto count = static_cast<std::size_t>(sent);
      passed += count;
      narrow_passed += count;
      held_bytes -= count;
      bytes.erase(0, count);
      if (bytes.empty()) held.pop_front();
    }
    return true;
  }
};

LinkGate::LinkGate(std::uint16_t target_port, std::uint64_t seed) : target_port_(target_port), seeds_(seed) {
  if (!listen()) throw std::runtime_error("cannot listen");
  acceptor_ = std::thread([this] { accept_all(); });
}

LinkGate::~LinkGate() {
  stopping_ = true;
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
  if (listener_ >= 0) ::close(listener_);
}

// Always at the same port.
bool LinkGate::listen() {
  listener_ = stream_socket();
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  auto address = loopback(port_);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 || ::getsockname(listener_, plain, &size) != 0) {
    ::close(listener_);
    listener_ = -1;
    return false;
  }
  port_ = ntohs(address.sin_port);
  return true;
}

void LinkGate::accept_all() {
  while (!stopping_) {
    const auto fault = fault_.load();
    if (fault == Fault::refuse && listener_ >= 0) {
      ::close(listener_);
      listener_ = -1;
    }
    if (listener_ < 0 && (fault == Fault::refuse || !listen())) {
      std::this_thread::sleep_for(std::chrono::milliseconds(look_up_ms));
      continue;
    }
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, look_up_ms) <= 0) continue;
    if (const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); client >= 0) connections_.emplace_back([this, client, seed = seeds_()] { serve(client, seed); });
  }
}

void LinkGate::serve(int client, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const int server = stream_socket();
  const auto address = loopback(target_port_);
  bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  std::array<Pipe, 2> pipes{{{client, server}, {server, client}}};
  bool lost = false;   // half open, for good
  while (open && !stopping_) {
    const auto fault = fault_.load();
    if (fault == Fault::refuse) break;
    if (fault == Fault::reset) {
      reset(client);
      reset(server);
      break;
    }
    if (fault == Fault::half_open && !lost) {
      lost = true;
      ::shutdown(server, SHUT_RDWR);
    }
    if (lost || fault == Fault::hang) {
      std::this_thread::sleep_for(std::chrono::milliseconds(look_up_ms));
      continue;
    }
    std::array<pollfd, 2> ready{};
    bool waits = false;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      ready[i] = {pipes[i].from, static_cast<short>(pipes[i].held_bytes < held_bytes_max ? POLLIN : 0), 0};
      waits = waits || !pipes[i].held.empty();
    }
    if (::poll(ready.data(), ready.size(), waits ? 1 : look_up_ms) < 0) break;
    for (std::size_t i = 0; i < pipes.size() && open; ++i) {
      if (ready[i].revents != 0) open = pipes[i].take(fault, random);
      open = open && pipes[i].pass(fault);
    }
  }
  ::close(server);
  ::close(client);
}

}  // namespace shopper::test
