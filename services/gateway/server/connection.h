// One connection: bytes in, requests one after the other, answers out in their order. Requests are answered by the crew, so that the event loop
// never waits; what is cheap is answered at once. No Pistache here.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "gateway/http/framer.h"
#include "gateway/server/connections.h"
#include "gateway/server/server.h"
#include "gateway/server/slow_writers.h"
#include "platform/overload/crew.h"

namespace shopper::gateway::http {

// What all connections share.
struct Floor {
  Floor(Application& served, Timeouts timeouts, std::string timeout_answer, overload::RoomLimits room)
      : application(served), connections(timeouts, std::move(timeout_answer)), crew(room, served.lanes()) {}

  Application& application;
  std::atomic<int> in_flight{0};   // requests whose answer is not fully handed to the kernel
  Connections connections;
  SlowWriters slow_writers;
  overload::Crew crew;
};

// Thread-safe: bytes come on the event loop, answers from the crew, and the rest of long answers goes out through the slow writers.
class Connection final : public overload::Crew::Task, public Asker, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Floor& floor, int fd, std::string peer, std::shared_ptr<Connections::Entry> entry)
      : floor_(floor), fd_(fd), framer_(std::move(peer)), entry_(std::move(entry)) {}

  void input(std::string_view bytes);
  // The other side has left. Must come before the descriptor is closed: nothing is sent after it.
  void gone();
  void writable();

  void run() override;
  void refuse(overload::Criticality criticality) override;
  void answer(Response response) override;
  void needs_worker() override;

 private:
  using Lock = std::unique_lock<std::mutex>;

  // Takes requests out of the bytes that are there, until one is in hand. Under the lock, which is given up to hand one to the crew.
  void process(Lock& lock);
  // Answers the request in hand, unless there is nobody left to hear it.
  template <class F>
  void answer_in_hand(F&& produce);
  void refuse_bytes(const Refusal& refusal);
  void finish(const Response& response, bool keep_alive);
  // With everything so far taken by the client: goes on with the rest of the answer, until there is none or the client falls behind. Under the lock,
  // which is given up meanwhile.
  void send_rest(Lock& lock);
  void next_request(Lock& lock);
  void write(std::string bytes);
  void written();
  void cut();

  Floor& floor_;
  const int fd_;
  std::mutex mutex_;
  Framer framer_;
  std::shared_ptr<Connections::Entry> entry_;
  std::string pending_;             // came while a request was in hand: the framer must keep still
  std::string unsent_;              // of an answer
  std::size_t sent_ = 0;            // of `unsent_`
  std::size_t discarded_ = 0;
  bool beginning_ = false;          // the application is just being told of the request in hand
  bool wants_worker_ = false;       // it has said meanwhile that it has to wait,
  std::optional<Response> early_;   // or what the answer is
  bool in_hand_ = false;            // a request is, or waits to be, answered
  bool counted_ = false;            // in Floor::in_flight
  std::shared_ptr<Rest> rest_;      // of the answer in hand
  bool for_rest_ = false;           // the crew has it for the rest, not for a request
  int minor_version_ = 1;           // of the request in hand
  Weight weight_;                   // of the request in hand
  bool closing_ = false;            // our last answer is written, or being written
  bool gone_ = false;
  std::stop_source left_;              // says so to whoever works for it
  std::shared_ptr<Connection> self_;   // while the crew has it
};

}  // namespace shopper::gateway::http
