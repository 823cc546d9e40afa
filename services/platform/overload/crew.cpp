#include "platform/overload/crew.h"

namespace shopper::overload {
namespace {
constexpr auto usher_round = std::chrono::milliseconds(10);
}

Crew::Crew(RoomLimits limits, std::size_t lanes) : room_(limits, lanes) {
  for (int i = 0; i < limits.places; ++i) workers_.emplace_back([this] { work(); });
  usher_ = std::thread([this] { usher(); });
}

Crew::~Crew() { stop(); }

void Crew::refuse_all(const Room::Refused& refused) {
  for (const auto& [task, criticality] : refused) task->refuse(criticality);
}

void Crew::enter(Task& task, Criticality criticality, std::size_t lane) {
  Room::Refused refused;
  bool wake = false, crowd = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      refused.emplace_back(&task, criticality);
    } else {
      room_.enter(&task, criticality, lane, Clock::now(), refused);
      wake = idle_ > 0;
      crowd = room_.waiting() > static_cast<std::size_t>(idle_);
    }
  }
  if (wake) entered_.notify_one();
  if (crowd) crowded_.notify_one();
  refuse_all(refused);
}

void Crew::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Room::Refused refused;
    const auto taken = room_.take(Clock::now(), refused);
    if (!refused.empty()) {
      lock.unlock();
      refuse_all(refused);
      lock.lock();
    }
    if (taken) {
      lock.unlock();
      taken->work->run();
      lock.lock();
      room_.done(taken->criticality, taken->lane, Clock::now());
      if (stopping_) entered_.notify_all();   // who waits for the share of a class, to end
      continue;
    }
    if (stopping_ && room_.waiting() == 0) {
      entered_.notify_all();
      return;
    }
    if (room_.waiting() > 0) crowded_.notify_one();
    ++idle_;
    entered_.wait(lock);
    --idle_;
  }
}

void Crew::usher() {
  std::unique_lock lock(mutex_);
  for (;;) {
    crowded_.wait(lock, [&] { return stopping_ || room_.waiting() > 0; });
    if (stopping_) return;
    crowded_.wait_for(lock, usher_round, [&] { return stopping_; });
    Room::Refused refused;
    room_.expire(Clock::now(), refused);
    if (refused.empty()) continue;
    lock.unlock();
    refuse_all(refused);
    lock.lock();
  }
}

void Crew::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  entered_.notify_all();
  crowded_.notify_all();
  for (auto& worker : workers_) worker.join();
  workers_.clear();
  if (usher_.joinable()) usher_.join();
}

std::size_t Crew::waiting() const {
  const std::lock_guard lock(mutex_);
  return room_.waiting();
}

}  // namespace shopper::overload
