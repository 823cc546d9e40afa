// Repetitions are a share of calls: when a peer is in trouble, callers that all repeat would keep it there (gRPC A6, conventions R-09).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace shopper::overload {

// A bucket of tokens: each call puts a tenth in, each repetition takes one. Thread-safe.
class RetryBudget {
 public:
  static constexpr int calls_for_one = 10;   // repetitions are at most 10 % of calls, over any long time
  static constexpr int tokens_max = 10;      // and this many at once, so that a peer that restarts is no matter

  void called() {
    const std::lock_guard lock(mutex_);
    tenths_ = std::min(tenths_ + 1, tokens_max * calls_for_one);
  }
  // May a call be made again?
  bool take() {
    const std::lock_guard lock(mutex_);
    if (tenths_ < calls_for_one) return false;
    tenths_ -= calls_for_one;
    return true;
  }

 private:
  std::mutex mutex_;
  int tenths_ = tokens_max * calls_for_one;
};

// How long to wait before attempt number `attempt` (2, 3, ...): anything up to a bound that doubles, so that callers spread ("full jitter").
// `random` is uniform in 32 bits.
inline std::chrono::microseconds retry_pause(int attempt, std::uint32_t random) {
  constexpr std::int64_t first_us = 50'000, most_us = 400'000;
  const auto bound = std::min(first_us << std::clamp(attempt - 2, 0, 10), most_us);
  return std::chrono::microseconds((static_cast<std::int64_t>(random) * (bound + 1)) >> 32);
}

}  // namespace shopper::overload
