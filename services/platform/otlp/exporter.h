// Sends spans to a collector (OTLP/HTTP, JSON), beside everything else: whoever makes a span never waits for it. What the collector does not take
// in time is dropped and counted; nothing but spans is ever lost by it. Off unless an endpoint is configured. docs/OPERATIONS.md, Traces.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/config/config.h"
#include "platform/otlp/encode.h"
#include "platform/telemetry/metrics.h"
#include "platform/trace/span.h"

namespace shopper::otlp {

struct Options {
  std::string url;                 // ".../v1/traces"
  Resource resource{};
  double ratio = 1;                // of the traces that begin in this process
  std::size_t queue_spans = 4'096; // waiting; more are dropped
  std::size_t batch_spans = 512;   // in one request
  std::chrono::milliseconds interval{1'000};       // a batch goes when it is full, or that old
  std::chrono::milliseconds timeout{5'000};        // of a request
  std::chrono::milliseconds pause_least{500}, pause_most{30'000};   // after a failure, doubling
  std::chrono::milliseconds flush_time{2'000};     // for what is left at the end
};

// SHOPPER_TRACES_ENDPOINT, and where traces begin SHOPPER_TRACES_RATIO; nothing while there is no endpoint. Throws std::runtime_error for a wrong one.
std::optional<Options> configured(Config& config, const std::string& service, const std::string& version, bool traces_begin_here);

class Exporter : public trace::Sink {
 public:
  // Takes spans from now on.
  explicit Exporter(Options options);
  // Sends what is left, as far as `flush_time` goes.
  ~Exporter() override;
  void take(trace::Finished span) override;
  void stop();

 private:
  void run();
  // False when the collector did not answer, or wants to be asked later.
  bool send(const std::vector<trace::Finished>& batch);
  // What is next, when it is due or the end has come.
  std::vector<trace::Finished> next();
  // False when the end comes meanwhile.
  bool wait(std::chrono::milliseconds pause);
  static int watch(void* self, long, long, long, long);

  const Options options_;
  telemetry::Counter& exported_;
  telemetry::Counter& queue_full_;
  telemetry::Counter& refused_;
  telemetry::Counter& unsent_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<trace::Finished> queue_;
  bool stopping_ = false;
  long told_status_ = 0;   // the last refusal that the log has
  std::chrono::steady_clock::time_point give_up_at_ = std::chrono::steady_clock::time_point::max();
  std::thread thread_;   // the last: it uses all of the above
};

}  // namespace shopper::otlp
