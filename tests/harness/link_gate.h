// A bad network between two processes: stands on the way of their connections and spoils them as it is told.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/enums.h"

namespace shopper::test {

// none: bytes pass. refuse: nobody listens. hang: nothing passes, nothing ends. close_on_data: ends at the first byte. reset: as a host that has
// forgotten us. slow: 200 to 400 ms later. narrow: 32 kB a second. sliced: one byte at a time. corrupt: now and then a bit is another. limited: ends
// after 1,000 bytes. half_open: the far side has left without a word, and stays so for connections of that time.
SHOPPER_ENUM(Fault, none, refuse, hang, close_on_data, reset, slow, narrow, sliced, corrupt, limited, half_open)

class LinkGate {
 public:
  explicit LinkGate(std::uint16_t target_port, std::uint64_t seed = 1);
  ~LinkGate();
  LinkGate(const LinkGate&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // From now on, for open connections too.
  void set(Fault fault) { fault_ = fault; }

 private:
  struct Pipe;
  void accept_all();
  bool listen();
  void serve(int client, std::uint64_t seed);

  const std::uint16_t target_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::mt19937_64 seeds_;
  std::atomic<Fault> fault_{Fault::none};
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> connections_;   // the acceptor's own
  std::thread acceptor_;
};

}  // namespace shopper::test
