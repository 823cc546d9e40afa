// Calls that share a message (docs/adr/0004). A call goes at once when none is on its way; while one is, further calls wait and travel together in the
// next message, so that under load the hop is paid once for many. Nobody waits for company, and no thread waits for an answer.
#pragma once

#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "shopper/common/v1/batch.pb.h"

namespace shopper::telemetry {
class Counter;
}

namespace shopper::gateway::call {

// Thread-safe.
class Coalescer {
 public:
  using Clock = std::chrono::steady_clock;
  struct Limits {
    std::size_t on_their_way;    // messages at once; beyond, calls wait for the next
    std::size_t calls;           // in one message
    std::size_t bytes;           // of requests in one message, unless it is one alone
  };
  using Arrived = std::function<void(const grpc::Status&, common::v1::BatchResponse&)>;
  // Sends a message and returns. `arrived` is called once, from wherever, with its answers or with why there are none, by `deadline` or soon after.
  using Send = std::function<void(common::v1::BatchRequest, Clock::time_point deadline, Arrived arrived)>;
  // What came back for one call. Runs where the message arrived: it may take its time over the answer, and must wait for nobody.
  using Answered = std::function<void(const grpc::Status&, common::v1::BatchAnswer&)>;

  Coalescer(const std::string& service, Limits limits, Send send);
  // What still waits is answered as UNAVAILABLE; what is on its way is waited for.
  ~Coalescer();
  Coalescer(const Coalescer&) = delete;

  // `answered` is called once, whatever happens; after `deadline` the call is given up, wherever it is.
  void begin(Clock::time_point deadline, common::v1::BatchCall call, Answered answered);
  // Calls that wait for a message at this moment.
  std::size_t waiting() const;

 private:
  struct Call {
    common::v1::BatchCall call;
    Clock::time_point deadline;
    Answered answered;
    std::atomic<bool> told{false};
    void tell(const grpc::Status& status, common::v1::BatchAnswer& answer);
  };
  using Batch = std::vector<std::shared_ptr<Call>>;
  using Journey = std::list<Batch>::iterator;

  // Whoever waits, as far as the limits allow, if a message may go. Under the lock.
  std::optional<Journey> depart();
  void send(Journey journey);
  void arrived(Journey journey, const grpc::Status& status, common::v1::BatchResponse& response);
  void watch();

  const Limits limits_;
  const Send send_;
  telemetry::Counter& batches_;
  telemetry::Counter& batched_;
  mutable std::mutex mutex_;
  std::condition_variable watched_;     // for who looks after deadlines
  std::condition_variable all_told_;
  std::deque<std::shared_ptr<Call>> waiting_;
  std::list<Batch> on_their_way_;
  std::size_t telling_ = 0;             // messages whose answers are being given out
  bool watching_ = false;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace shopper::gateway::call
