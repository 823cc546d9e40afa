// People who come at a steady rate, whatever becomes of those before them; each comes back once when told to.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "platform/trace/context.h"
#include "tests/harness/harness.h"

namespace shopper::test {

class OpenLoop {
 public:
  using Clock = std::chrono::steady_clock;
  // Sends the request with that number, as part of that trace; each thread has its own, so that each has connections of its own.
  using Send = std::function<Answer(int number, const std::string& traceparent)>;

  struct Outcome {
    int done = 0;                // answered with success, at once or the second time
    int turned_away = 0;         // told to come again, or met nobody, or had no answer
    int failed = 0;              // the second time too
    std::vector<std::string> cut;   // the traces of those whose connection ended without an answer
    std::string served;          // the trace of the last that was
    std::string unclean;         // an answer that should not be; the last one
    Clock::duration latest{};    // the most that a request was sent after its time: what the load could not keep
    Clock::duration slowest{};   // from sending to a success
  };

  OpenLoop(int per_second, int threads, const std::function<Send()>& make_sender) : interval_(std::chrono::nanoseconds(1'000'000'000LL / per_second)) {
    due_.push({Clock::now(), 0, false});
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this, send = make_sender()] { work(send); });
  }
  ~OpenLoop() { stop(); }
  OpenLoop(const OpenLoop&) = delete;

  // No new ones come; who is to come again does.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  // Those who are to come again and have not yet.
  int waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }
  Outcome outcome() {
    const std::lock_guard lock(mutex_);
    return outcome_;
  }

 private:
  static constexpr auto patience = std::chrono::seconds(4);   // the least, of somebody who met nobody
  struct Visit {
    Clock::time_point due;
    int number;
    bool again;
    bool operator<(const Visit& other) const { return due > other.due; }   // the earliest on top
  };

  bool next(Visit& visit) {
    std::unique_lock lock(mutex_);
    for (;;) {
      // Whoever has not come yet does not come any more.
      if (closed_ && !due_.empty() && !due_.top().again) due_.pop();
      if (closed_ && due_.empty() && under_way_ == 0) return false;
      const auto now = Clock::now();
      if (due_.empty()) {
        changed_.wait(lock);
      } else if (due_.top().due > now) {
        const auto until = due_.top().due;
        changed_.wait_until(lock, until);
      } else {
        visit = due_.top();
        due_.pop();
        ++under_way_;
        outcome_.latest = std::max(outcome_.latest, now - visit.due);
        if (!visit.again) due_.push({visit.due + interval_, visit.number + 1, false});
        changed_.notify_one();
        return true;
      }
    }
  }

  void work(const Send& send) {
    Visit visit{};
    while (next(visit)) {
      const auto sent = Clock::now();
      const auto trace = trace::new_trace_id();
      const auto answer = send(visit.number, "00-" + trace + "-" + trace::new_span_id() + "-01");
      const std::lock_guard lock(mutex_);
      take(visit, trace, answer, Clock::now() - sent);
      if (--under_way_ == 0 || closed_) changed_.notify_all();
    }
  }

  void take(const Visit& visit, const std::string& trace, const Answer& answer, Clock::duration took) {
    waiting_ -= visit.again;
    if (answer.status == 0 && answer.body.find("connect to server") == std::string::npos) outcome_.cut.push_back(trace);
    if (answer.status >= 200 && answer.status < 300) {
      ++outcome_.done;
      outcome_.served = trace;
      outcome_.slowest = std::max(outcome_.slowest, took);
    } else if (answer.status == 503 || answer.status == 0) {
      const auto told = answer.header("retry-after");
      if (answer.status == 503 && told.empty()) outcome_.unclean = "no Retry-After: " + answer.body;
      ++(visit.again ? outcome_.failed : outcome_.turned_away);
      waiting_ += !visit.again;
      if (!visit.again) due_.push({Clock::now() + std::max<Clock::duration>(patience, std::chrono::seconds(std::atoi(told.c_str()))), visit.number, true});
      else outcome_.unclean = "the second time: " + answer.body;
    } else {
      outcome_.unclean = std::to_string(answer.status) + " " + answer.body;
    }
  }

  const std::chrono::nanoseconds interval_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<Visit> due_;
  int under_way_ = 0;
  int waiting_ = 0;   // also while they are served
  bool closed_ = false;
  Outcome outcome_;
  std::vector<std::thread> threads_;
};

}  // namespace shopper::test
