// Waits for SIGTERM or SIGINT in the main thread; no handler ever runs.
#pragma once

#include <csignal>

namespace shopper {

class SignalWaiter {
 public:
  // Blocks the signals for this thread and all it starts; also ignores SIGPIPE.
  SignalWaiter() {
    ::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  int wait() const {
    int signal = 0;
    ::sigwait(&set_, &signal);
    return signal;
  }

 private:
  sigset_t set_;
};

}  // namespace shopper
