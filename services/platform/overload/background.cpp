#include "platform/overload/background.h"

#include <sys/resource.h>

#include <utility>

namespace shopper::overload {
namespace {
constexpr int background_priority = 10;   // of a thread, as Linux has it: a tenth of what others get where all want a processor
}

Background::Background() : thread_([this] { serve(); }) {}

Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Background::run(const std::function<void()>& work) {
  std::unique_lock lock(mutex_);
  work_ = &work;
  changed_.notify_all();
  changed_.wait(lock, [&] { return !work_; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Background::serve() {
  ::setpriority(PRIO_PROCESS, 0, background_priority);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ending_ || work_; });
    if (!work_) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*work_)();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = std::move(failure);
    work_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace shopper::overload
