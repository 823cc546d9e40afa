// Stands between a client and the gateway and sees each request pass: what a test does at the n-th request of a kind happens at that
// point of the client's work on any machine, however fast or slow.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace shopper::test {

class Tollgate {
 public:
  // `passed` gets "METHOD /path" of each request that was just sent on, on the thread of its connection: the answer waits for it.
  Tollgate(std::uint16_t gateway_port, std::function<void(const std::string& request)> passed);
  ~Tollgate();
  Tollgate(const Tollgate&) = delete;
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void accept_all();
  void serve(int client);

  const std::uint16_t gateway_port_;
  const std::function<void(const std::string&)> passed_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> connections_;   // the acceptor's own
  std::thread acceptor_;
};

}  // namespace shopper::test
