// Who is served next, who waits, and who is refused, when there is more work than can be done. Pure: time comes in, no threads, no locks.
//
// Work waits by criticality, the most critical first, each class in order of arrival. It is refused at once when it would wait longer than its
// class has patience for, judged by the pace at which work was taken lately (Little's law); when the room is full the youngest of the least
// critical makes room. Each class and those below it may fill a share of the places only, and each lane (a peer that may hang) a share of all,
// so that whatever comes next finds a place. Once something was refused, nothing less critical is let in for a while; unless its lane stands
// still: that says nothing of the others.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "platform/overload/criticality.h"

namespace shopper::overload {

using Clock = std::chrono::steady_clock;

struct RoomLimits {
  int places = 64;                                      // work in progress
  std::size_t waiting = 512;                            // work that waits
  int lane_percent = 100;                               // of the places, for one lane
  PerCriticality<int> percent{25, 50, 75, 97, 100};     // of the places, for a class and all below it
  PerCriticality<std::chrono::milliseconds> patience{std::chrono::milliseconds(50), std::chrono::milliseconds(100), std::chrono::milliseconds(200),
                                                     std::chrono::milliseconds(400), std::chrono::milliseconds(400)};
  std::chrono::milliseconds short_patience{40};         // of all but the vital, while others are being refused (after CoDel)
  std::chrono::milliseconds closed{1'000};              // to the less critical, after a refusal
  std::chrono::milliseconds pace_window{100};           // over which the pace is measured
  std::chrono::milliseconds stalled{500};               // a full lane from which nothing came back for so long takes nothing more
};

template <class Work>
class WaitingRoom {
 public:
  using Refused = std::vector<std::pair<Work, Criticality>>;
  struct Taken {
    Work work;
    Criticality criticality;
    std::size_t lane;
  };

  explicit WaitingRoom(RoomLimits limits, std::size_t lanes = 1) : limits_(limits), lanes_(std::max<std::size_t>(lanes, 1)) {}

  // Lets the work in; what is refused for it - itself, or less critical work - is added to `refused`.
  void enter(Work work, Criticality criticality, std::size_t lane, Clock::time_point now, Refused& refused) {
    expire(now, refused);
    const auto own = index_of(criticality);
    const bool hopeless = now < closed_until_[own] || stalled(lane, now) || (!at_once(criticality, lane) && expected_wait(own) > patience(own, now));
    if (hopeless || (waiting_ >= limits_.waiting && !make_room(criticality, now, refused))) return refuse(std::move(work), criticality, lane, now, refused);
    if (waiting_ == 0) restart_pace(now);
    queues_[own].push_back({std::move(work), lane, now});
    ++waiting_;
  }

  // The next that has a place, if any; it holds it until done(). What has waited too long is added to `refused` instead.
  std::optional<Taken> take(Clock::time_point now, Refused& refused) {
    expire(now, refused);
    for (auto c = queues_.size(); c-- > 0;) {
      const auto criticality = static_cast<Criticality>(c);
      auto& queue = queues_[c];
      if (queue.empty() || !has_place(criticality)) continue;
      const auto next = std::find_if(queue.begin(), queue.end(), [&](const Waiting& one) { return lane_open(one.lane); });
      if (next == queue.end()) continue;
      Taken taken{std::move(next->work), criticality, next->lane};
      queue.erase(next);
      --waiting_;
      ++taken_in_window_;
      ++in_progress_[c];
      if (lanes_[taken.lane].in_progress++ == 0) lanes_[taken.lane].moved_at = now;
      return taken;
    }
    return std::nullopt;
  }

  void done(Criticality criticality, std::size_t lane, Clock::time_point now) {
    --in_progress_[index_of(criticality)];
    --lanes_[lane].in_progress;
    lanes_[lane].moved_at = now;
  }

  // Adds to `refused` what has waited longer than its patience.
  void expire(Clock::time_point now, Refused& refused) {
    measure_pace(now);
    for (auto c = queues_.size(); c-- > 0;) {
      auto& queue = queues_[c];
      const bool closed = now < closed_until_[c];
      while (!queue.empty() && (closed || now - queue.front().since > patience(c, now))) {
        auto [work, lane, since] = std::move(queue.front());
        queue.pop_front();
        --waiting_;
        refuse(std::move(work), static_cast<Criticality>(c), lane, now, refused);
      }
    }
  }

  // Everything that waits, for the end.
  void empty(Refused& refused) {
    for (std::size_t c = 0; c < queues_.size(); ++c)
      for (auto& one : queues_[c]) refused.emplace_back(std::move(one.work), static_cast<Criticality>(c));
    for (auto& queue : queues_) queue.clear();
    waiting_ = 0;
  }

  std::size_t waiting() const { return waiting_; }
  int in_progress() const {
    int all = 0;
    for (const int some : in_progress_) all += some;
    return all;
  }

 private:
  struct Waiting {
    Work work;
    std::size_t lane;
    Clock::time_point since;
  };
  struct Lane {
    int in_progress = 0;
    Clock::time_point moved_at{};   // when something came back from it, or went into it empty
  };

  int share(int percent) const { return std::max(1, limits_.places * percent / 100); }
  bool has_place(Criticality criticality) const {
    int up_to = 0;
    for (std::size_t c = 0; c < in_progress_.size(); ++c) {
      up_to += in_progress_[c];
      if (c >= index_of(criticality) && up_to >= share(limits_.percent[c])) return false;   // of all that count it
    }
    return true;
  }
  bool lane_open(std::size_t lane) const { return lanes_[lane].in_progress < share(limits_.lane_percent); }
  bool stalled(std::size_t lane, Clock::time_point now) const { return !lane_open(lane) && now - lanes_[lane].moved_at > limits_.stalled; }
  bool at_once(Criticality criticality, std::size_t lane) const { return ahead_of(index_of(criticality)) == 0 && has_place(criticality) && lane_open(lane); }
  std::size_t ahead_of(std::size_t own) const {
    std::size_t ahead = 0;
    for (auto c = own; c < queues_.size(); ++c) ahead += queues_[c].size();
    return ahead;
  }
  // A crowd that comes for a moment may wait; where there is always one, waiting helps nobody.
  Clock::duration patience(std::size_t c, Clock::time_point now) const {
    const bool short_of_time = now < hurried_until_ && c < index_of(Criticality::vital);
    return short_of_time ? std::min(limits_.short_patience, limits_.patience[c]) : limits_.patience[c];
  }
  Clock::duration expected_wait(std::size_t own) const { return pace_ * static_cast<std::int64_t>(ahead_of(own) + 1); }

  void refuse(Work work, Criticality criticality, std::size_t lane, Clock::time_point now, Refused& refused) {
    if (!stalled(lane, now)) {
      hurried_until_ = now + limits_.closed;
      for (std::size_t c = 0; c < index_of(criticality); ++c) closed_until_[c] = now + limits_.closed;
    }
    refused.emplace_back(std::move(work), criticality);
  }

  bool make_room(Criticality criticality, Clock::time_point now, Refused& refused) {
    for (std::size_t c = 0; c < index_of(criticality); ++c) {
      if (queues_[c].empty()) continue;
      auto [work, lane, since] = std::move(queues_[c].back());
      queues_[c].pop_back();
      --waiting_;
      refuse(std::move(work), static_cast<Criticality>(c), lane, now, refused);
      return true;
    }
    return false;
  }

  void restart_pace(Clock::time_point now) {
    window_began_ = now;
    taken_in_window_ = 0;
  }
  // Only time in which somebody waits, and not for the share of a class, tells how fast work is taken.
  void measure_pace(Clock::time_point now) {
    if (waiting_ == 0 || has_place(Criticality::interactive)) return restart_pace(now);
    const auto passed = now - window_began_;
    if (passed < limits_.pace_window) return;
    const auto measured = passed / std::max<std::int64_t>(1, taken_in_window_);
    pace_ = pace_.count() == 0 ? measured : (pace_ + measured) / 2;
    restart_pace(now);
  }

  const RoomLimits limits_;
  PerCriticality<std::deque<Waiting>> queues_;
  PerCriticality<int> in_progress_{};
  PerCriticality<Clock::time_point> closed_until_{};
  Clock::time_point hurried_until_{};
  std::vector<Lane> lanes_;
  std::size_t waiting_ = 0;
  Clock::duration pace_{0};
  Clock::time_point window_began_{};
  std::int64_t taken_in_window_ = 0;
};

}  // namespace shopper::overload
