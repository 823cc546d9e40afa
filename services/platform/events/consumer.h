// Pulls another service's feed and applies each event once: effect and cursor commit in one transaction.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

#include <grpcpp/channel.h>

#include "platform/crypto/hash.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/tls.h"
#include "platform/store/store.h"
#include "platform/usecase/unit.h"

namespace shopper::common::v1 {
class PullRequest;
class PullResponse;
}  // namespace shopper::common::v1

namespace shopper::events {

// What an event does here. A refusal is recorded and the feed goes on; an exception makes the batch try again.
using Reaction = std::function<Result<Done>(Unit&, const Event&)>;

struct ConsumerOptions {
  std::string upstream;        // the service whose feed it is
  std::string address;         // where it listens
  std::string service;         // our own name, the subject of our calls
  crypto::Key internal_key{};
  int batch_max = 100;
  int wait_ms = 10'000;        // long poll
  rpc::Transport transport{};  // our certificate, where the address is host:port
};

class Consumer {
 public:
  Consumer(store::Store& store, ConsumerOptions options, rpc::Clock clock = rpc::system_clock);
  virtual ~Consumer();
  // Before start(). Types without a reaction are passed over.
  void on(const std::string& type, Reaction reaction);
  void start();
  void stop();
  // Applies nothing until then, or until resume(); returns when nothing is being applied any more. For snapshots of several stores that fit
  // each other; it ends by itself, so that nobody has to remember.
  void pause(std::chrono::steady_clock::time_point until);
  void resume() { pause({}); }
  // Whether the feed has answered at least once since start.
  bool caught_up() const { return caught_up_; }
  // Asks for what comes after the cursor; nothing when the store cannot tell where that is.
  std::optional<common::v1::PullRequest> next_request();
  // Applies what was pulled, in one transaction; false when nothing of it was, and it is to be asked for again.
  bool take(const common::v1::PullRequest& request, const common::v1::PullResponse& response);
  // What a pulled event does in the writer's transaction: its reaction, or the record of its refusal, and the cursor. Tests put something beside it.
  virtual void apply(store::Db& db, const Event& event, const std::string& log_id);

 private:
  void run();
  bool pull_once();
  bool paused() const { return std::chrono::steady_clock::now() < paused_until_; }

  store::Store& store_;
  ConsumerOptions options_;
  rpc::Clock clock_;
  std::unordered_map<std::string, Reaction> reactions_;
  std::string known_log_;   // whose events the last request asked for; "" before the first
  std::shared_ptr<grpc::Channel> channel_;   // from start() on
  std::mutex mutex_;
  std::condition_variable stop_signal_;
  bool stopping_ = false;
  bool applying_ = false;
  std::chrono::steady_clock::time_point paused_until_{};
  grpc::ClientContext* in_flight_ = nullptr;
  std::atomic<bool> caught_up_{false};
  struct Meters;
  std::unique_ptr<Meters> meters_;
  std::thread thread_;
};

}  // namespace shopper::events
