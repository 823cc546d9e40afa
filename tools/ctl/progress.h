// Progress on standard error: a bar on a terminal, one line a step elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace shopperctl {

class Progress {
 public:
  // `total` 0: unknown length.
  Progress(std::string name, std::size_t total, bool quiet);
  ~Progress();
  // Thread-safe.
  void advance();
  void finish(const std::string& remark = "");

 private:
  void draw(std::size_t done);

  const std::string name_;
  const std::size_t total_;
  const bool quiet_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::atomic<std::size_t> done_{0};
  std::atomic<long long> drawn_at_ms_{-1000};
  bool finished_ = false;
};

}  // namespace shopperctl
