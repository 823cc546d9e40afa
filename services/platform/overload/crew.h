// Threads that do the work of a waiting room. Handlers wait for disks and peers, so they run here and not where requests arrive.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/overload/waiting_room.h"

namespace shopper::overload {

class Crew {
 public:
  // Each task that enters is run or refused, once; it lives until then.
  class Task {
   public:
    virtual void run() = 0;
    // There is no capacity for it. Soon done: also called where another task arrives.
    virtual void refuse(Criticality criticality) = 0;

   protected:
    ~Task() = default;
  };

  // `limits.places` threads.
  explicit Crew(RoomLimits limits, std::size_t lanes = 1);
  ~Crew();
  Crew(const Crew&) = delete;

  void enter(Task& task, Criticality criticality, std::size_t lane = 0);
  // Has the task run, or refused, by the calling thread, if nothing else is in progress; otherwise false, and it has not entered. So no thread has
  // to be woken when there is little to do. One caller at a time.
  bool serve_here(Task& task, Criticality criticality);
  // Runs what is there, then ends the threads; what enters later is refused. Idempotent.
  void stop();
  std::size_t waiting() const;

 private:
  using Room = WaitingRoom<Task*>;
  struct Idle {
    std::condition_variable called;
    bool call = false;
  };
  void work(Idle& mine);
  void usher();
  static void refuse_all(const Room::Refused& refused);

  // Wakes the worker that became idle last, whose stack is still warm. Under the lock; `called` is to be notified after it.
  Idle* call_one();
  void call_all();

  mutable std::mutex mutex_;
  std::condition_variable crowded_;   // somebody waits whom nobody takes: the usher sees that it is not too long
  Room room_;
  std::deque<Idle> places_;           // one for each worker, to wait at
  std::vector<Idle*> idle_;
  std::condition_variable served_;
  bool serving_here_ = false;
  bool ushering_ = false;             // it looks every few milliseconds already
  bool stopping_ = false;
  std::vector<std::thread> workers_;
  std::thread usher_;
};

}  // namespace shopper::overload
