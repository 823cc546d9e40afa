// Sends on what a slow reader did not take at once. One thread for all of them, so that neither an event loop nor a worker waits for a client.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace shopper::gateway::http {

class Connection;

class SlowWriters {
 public:
  SlowWriters();
  ~SlowWriters();
  SlowWriters(const SlowWriters&) = delete;

  // Calls `connection->writable()` whenever its descriptor takes bytes again, until forget().
  void watch(int fd, std::shared_ptr<Connection> connection);
  // Must come before the descriptor is closed.
  void forget(int fd);

 private:
  void run();

  int poller_;
  int end_;   // readable when all is over
  std::mutex mutex_;
  std::unordered_map<int, std::shared_ptr<Connection>> watched_;
  std::thread thread_;
};

}  // namespace shopper::gateway::http
