// Calls that share a message (docs/adr/0004). Alone, a call goes at once. While others are on their way, further ones wait and travel together
// in the next batch, so that under load the hop is paid once for many; nobody waits for company.
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "shopper/common/v1/batch.pb.h"

namespace shopper::telemetry {
class Counter;
}

namespace shopper::gateway::call {

// Thread-safe. Callers block; one of them carries the batch of all who wait.
class Coalescer {
 public:
  using Clock = std::chrono::steady_clock;
  struct Limits {
    std::size_t on_their_way;    // messages at once; beyond, calls wait for the next
    std::size_t calls;           // in one batch
    std::size_t bytes;           // of requests in one batch, unless it is one alone
  };
  // Sends a batch and waits for its answers until `deadline`.
  using Send = std::function<grpc::Status(const common::v1::BatchRequest&, common::v1::BatchResponse&, Clock::time_point deadline)>;

  Coalescer(const std::string& service, Limits limits, Send send);

  // When nothing is on its way: runs `alone` and gives its status. Otherwise `describe` fills the call in for a batch, and `answer` is what came back.
  // After `deadline` the call is given up, wherever it is.
  grpc::Status call(Clock::time_point deadline, const std::function<grpc::Status()>& alone, const std::function<void(common::v1::BatchCall&)>& describe,
                    common::v1::BatchAnswer& answer);
  // Calls that wait for a message at this moment.
  std::size_t waiting() const;

 private:
  enum class Stage { waiting, carries, answered };
  struct Waiting {
    common::v1::BatchCall call;
    Clock::time_point deadline;
    bool elected = false;        // to carry the next batch; under the coalescer's lock
    std::mutex mutex;            // taken after the coalescer's; guards what follows
    std::condition_variable changed;
    Stage stage = Stage::waiting;
    common::v1::BatchAnswer answer;
    grpc::Status status;
  };
  using Batch = std::vector<std::shared_ptr<Waiting>>;

  // Elects whoever waits longest to carry the next batch, when one may go. Under the lock.
  void elect();
  // Takes back an election. Under the lock.
  void dismiss(Waiting& waiting);
  // Whoever waits, as far as the limits allow; nothing when `carrier` is not elected any more.
  Batch take_batch(Waiting& carrier);
  void carry(Waiting& carrier);
  void send(Batch& batch);
  void arrived();
  void withdraw(const std::shared_ptr<Waiting>& waiting);
  static void tell(Waiting& waiting, Stage stage);

  const Limits limits_;
  const Send send_;
  telemetry::Counter& batches_;
  telemetry::Counter& batched_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Waiting>> waiting_;
  std::size_t on_their_way_ = 0;   // messages, and elections
};

}  // namespace shopper::gateway::call
