// Counters, gauges and histograms with a Prometheus text exposition. Labels are few and bounded: never ids, paths or e-mails.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shopper::telemetry {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Thread-safe, lock-free to update.
class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
  void add(std::int64_t v) { value_.fetch_add(v, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

// Seconds, in the buckets OpenTelemetry recommends for durations, and finer ones below.
class Histogram {
 public:
  static constexpr std::array<double, 16> bounds_s{.0005, .001, .0025, .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 10};
  void observe(double seconds);
  std::uint64_t bucket(std::size_t i) const { return buckets_[i].load(std::memory_order_relaxed); }
  std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
  double sum_s() const { return static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9; }

 private:
  std::array<std::atomic<std::uint64_t>, 17> buckets_{};
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> sum_ns_{0};
};

// Observes the time from its construction to its destruction.
class Timer {
 public:
  explicit Timer(Histogram& histogram) : histogram_(histogram) {}
  ~Timer() { histogram_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count()); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  Histogram& histogram_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The metric of that name and labels; made on first use, and the same object ever after. Keep the reference on hot paths.
Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {});

// All metrics of this process, with resident memory and open files, as Prometheus text; `extra` labels go on every series.
std::string exposition(const Labels& extra = {});

}  // namespace shopper::telemetry
