// A peer that does not answer is left alone for a while: its callers hear at once that it is away, and do not all wait for it (conventions R-10).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "platform/base/enums.h"
#include "platform/overload/criticality.h"

namespace shopper::overload {

SHOPPER_ENUM(BreakerState, closed, half_open, open)

struct BreakerLimits {
  int calls_min = 20;                               // in the window, before anything is concluded
  int failures_percent = 50;                        // of them, that open it
  std::chrono::milliseconds slice{500};             // the window is `slices` of these
  std::chrono::milliseconds probe_interval{1'000};  // one call in that time is let through while it is open
};

// Thread-safe; time comes in. Closed: calls go. Open: one call each `probe_interval` goes, the others are refused; the first that is answered closes it.
class Breaker {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Breaker(BreakerLimits limits = {}) : limits_(limits) {}

  // May a call go? Whoever may must tell with answered() or failed().
  bool allow(Time now) {
    const std::lock_guard lock(mutex_);
    if (!open_) return true;
    if (now < next_probe_) return false;
    next_probe_ = now + limits_.probe_interval;   // also when that one is never heard of again
    return true;
  }
  // The peer has answered, whatever it said.
  void answered(Time now) {
    const std::lock_guard lock(mutex_);
    if (open_) close();
    else ++slice_at(now).calls;
  }
  // It has not.
  void failed(Time now) {
    const std::lock_guard lock(mutex_);
    if (open_) return;
    auto& slice = slice_at(now);
    ++slice.calls;
    ++slice.failures;
    int calls = 0, failures = 0;
    for (const auto& one : window_) {
      if (one.number + static_cast<std::int64_t>(window_.size()) <= slice.number) continue;
      calls += one.calls;
      failures += one.failures;
    }
    if (calls < limits_.calls_min || failures * 100 < calls * limits_.failures_percent) return;
    open_ = true;
    next_probe_ = now + limits_.probe_interval;
  }
  BreakerState state(Time now) const {
    const std::lock_guard lock(mutex_);
    return !open_ ? BreakerState::closed : now < next_probe_ ? BreakerState::open : BreakerState::half_open;
  }

 private:
  struct Slice {
    std::int64_t number = -1;
    int calls = 0;
    int failures = 0;
  };
  Slice& slice_at(Time now) {
    const auto number = now.time_since_epoch() / limits_.slice;
    auto& slice = window_[static_cast<std::size_t>(number) % window_.size()];
    if (slice.number != number) slice = {number, 0, 0};
    return slice;
  }
  void close() {
    open_ = false;
    window_ = {};
  }

  const BreakerLimits limits_;
  mutable std::mutex mutex_;
  std::array<Slice, 10> window_{};
  bool open_ = false;
  Time next_probe_{};
};

}  // namespace shopper::overload
