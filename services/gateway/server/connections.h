// Every open connection and its deadline. A reaper thread cuts those that are late: slow senders get a 408 first, slow readers and
// connections that we have closed but the other side has not are simply shut. Cutting is `shutdown(2)`: the event loop that owns the
// descriptor then sees the end and closes it, so no descriptor is ever closed twice or reused under a reader.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "gateway/limits.h"

namespace shopper::gateway::http {

// How long a connection may stay in each phase; tests shorten them.
struct Timeouts {
  std::chrono::milliseconds idle = limits::idle_timeout;
  std::chrono::milliseconds head = limits::head_timeout;
  std::chrono::milliseconds body = limits::body_timeout;
  std::chrono::milliseconds write = limits::write_timeout;
  std::chrono::milliseconds linger = limits::linger_timeout;
};

class Connections {
 public:
  enum class Phase { idle, head, body, handling, writing, lingering };

  struct Entry {
    Entry(int fd, std::string address) : fd(fd), address(std::move(address)) {}
    const int fd;
    const std::string address;   // of the peer
    std::atomic<Phase> phase{Phase::idle};
    std::atomic<std::int64_t> deadline_ms{0};   // steady clock; 0: none
  };

  // `timeout_answer` is sent, as far as it fits, to a client that was too slow to send its request.
  Connections(Timeouts timeouts, std::string timeout_answer);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // Nothing when there are too many already, in all or, where the peer is `limited`, from that address.
  std::shared_ptr<Entry> open(int fd, std::string address = "", bool limited = false);
  // Must come before the descriptor is closed.
  void forget(const std::shared_ptr<Entry>& entry);
  void enter(Entry& entry, Phase phase);

  // Shuts idle connections at once; the others once they become idle or late.
  void drain();
  bool draining() const { return draining_; }
  std::size_t count() const;

 private:
  std::chrono::milliseconds allowance(Phase phase) const;
  void reap();
  void cut(Entry& entry, Phase phase);

  const Timeouts timeouts_;
  const std::string timeout_answer_;
  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  std::unordered_set<std::shared_ptr<Entry>> entries_;
  std::unordered_map<std::string, std::size_t> per_address_;
  std::atomic<bool> draining_{false};
  bool stop_ = false;
  std::thread reaper_;
};

}  // namespace shopper::gateway::http
