// One thread of low priority, for work that those who are served meanwhile must not notice.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace shopper::overload {

class Background {
 public:
  Background();
  ~Background();
  Background(const Background&) = delete;

  // Has the work done there and waits for its end; what it throws comes out here. One caller at a time.
  void run(const std::function<void()>& work);

 private:
  void serve();

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* work_ = nullptr;
  std::exception_ptr failure_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace shopper::overload
