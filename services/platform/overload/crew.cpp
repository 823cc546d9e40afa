#include "platform/overload/crew.h"

namespace shopper::overload {
namespace {
constexpr auto usher_round = std::chrono::milliseconds(10);
}

Crew::Crew(RoomLimits limits, std::size_t lanes) : room_(limits, lanes) {
  for (int i = 0; i < limits.places; ++i) workers_.emplace_back([this, &mine = places_.emplace_back()] { work(mine); });
  usher_ = std::thread([this] { usher(); });
}

Crew::~Crew() { stop(); }

void Crew::refuse_all(const Room::Refused& refused) {
  for (const auto& [task, criticality] : refused) task->refuse(criticality);
}

Crew::Idle* Crew::call_one() {
  if (idle_.empty()) return nullptr;
  auto* worker = idle_.back();
  idle_.pop_back();
  worker->call = true;
  return worker;
}

void Crew::call_all() {
  while (auto* worker = call_one()) worker->called.notify_one();
}

void Crew::enter(Task& task, Criticality criticality, std::size_t lane) {
  Room::Refused refused;
  Idle* worker = nullptr;
  bool crowd = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      refused.emplace_back(&task, criticality);
    } else {
      room_.enter(&task, criticality, lane, Clock::now(), refused);
      worker = call_one();
      crowd = !worker && room_.waiting() > 0 && !ushering_;
    }
  }
  if (worker) worker->called.notify_one();
  if (crowd) crowded_.notify_one();
  refuse_all(refused);
}

bool Crew::serve_here(Task& task, Criticality criticality) {
  Room::Refused refused;
  std::optional<Room::Taken> taken;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || room_.in_progress() > 0 || room_.waiting() > 0) return false;
    room_.enter(&task, criticality, 0, Clock::now(), refused);
    taken = room_.take(Clock::now(), refused);
    serving_here_ = taken.has_value();
  }
  refuse_all(refused);
  if (!taken) return true;
  task.run();
  Idle* worker = nullptr;
  {
    const std::lock_guard lock(mutex_);
    room_.done(criticality, 0, Clock::now());
    serving_here_ = false;
    if (room_.waiting() > 0) worker = call_one();   // who waits for the share of a class
    served_.notify_all();
  }
  if (worker) worker->called.notify_one();
  return true;
}

void Crew::work(Idle& mine) {
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
      if (stopping_) call_all();   // who waits for the share of a class, to end
      continue;
    }
    if (stopping_ && room_.waiting() == 0) return call_all();
    if (room_.waiting() > 0 && !ushering_) crowded_.notify_one();
    mine.call = false;
    idle_.push_back(&mine);
    mine.called.wait(lock, [&] { return mine.call; });
  }
}

void Crew::usher() {
  std::unique_lock lock(mutex_);
  for (;;) {
    crowded_.wait(lock, [&] { return stopping_ || room_.waiting() > 0; });
    if (stopping_) return;
    ushering_ = true;
    crowded_.wait_for(lock, usher_round, [&] { return stopping_; });
    ushering_ = false;
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
    std::unique_lock lock(mutex_);
    stopping_ = true;
    call_all();
    served_.wait(lock, [&] { return !serving_here_; });
  }
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
