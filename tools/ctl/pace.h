// How fast a backup goes, so that those who are served at the same time do not notice: so many bytes a second at most, and at work for a part of the
// time at most. What it asks for takes the longer the busier the machine is; by the second bound it then waits the longer, too.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace shopperctl {

class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // `work_percent`: 1 to 100.
  Pace(double bytes_a_second, int work_percent, Time start) : rate_(bytes_a_second), rest_of_work_((100.0 - work_percent) / work_percent), start_(start), resumed_(start) {}

  // A rest is no longer than that, whatever the work took: who is asked forgets those who are not heard of.
  static constexpr std::chrono::seconds rest_max{5};
  // When to go on, after so many bytes that took from the time given last until now.
  Time next(std::size_t bytes, Time now) {
    spent_ += static_cast<double>(bytes);
    const auto by_rate = start_ + whole(std::chrono::duration<double>(spent_ / rate_));
    const auto by_share = now + std::min<Time::duration>(whole((now - resumed_) * rest_of_work_), rest_max);
    return resumed_ = std::max({now, by_rate, by_share});
  }

 private:
  template <class Duration>
  static Time::duration whole(Duration duration) {
    return std::chrono::duration_cast<Time::duration>(duration);
  }
  double rate_;
  double rest_of_work_;   // for as long as that it rests
  double spent_ = 0;
  Time start_;
  Time resumed_;
};

}  // namespace shopperctl
