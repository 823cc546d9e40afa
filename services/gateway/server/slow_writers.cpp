#include "gateway/server/slow_writers.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "gateway/server/connection.h"

namespace shopper::gateway::http {

SlowWriters::SlowWriters() : poller_(::epoll_create1(EPOLL_CLOEXEC)), end_(::eventfd(0, EFD_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = end_;
  if (poller_ < 0 || end_ < 0 || ::epoll_ctl(poller_, EPOLL_CTL_ADD, end_, &event) != 0) throw std::runtime_error("no epoll for slow readers");
  thread_ = std::thread([this] { run(); });
}

SlowWriters::~SlowWriters() {
  ::eventfd_write(end_, 1);
  thread_.join();
  ::close(poller_);
  ::close(end_);
}

void SlowWriters::watch(int fd, std::shared_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  watched_[fd] = std::move(connection);
  epoll_event event{};
  event.events = EPOLLOUT;
  event.data.fd = fd;
  ::epoll_ctl(poller_, EPOLL_CTL_ADD, fd, &event);
}

void SlowWriters::forget(int fd) {
  std::shared_ptr<Connection> last;   // ends outside the lock
  const std::lock_guard lock(mutex_);
  const auto found = watched_.find(fd);
  if (found == watched_.end()) return;
  last = std::move(found->second);
  watched_.erase(found);
  ::epoll_ctl(poller_, EPOLL_CTL_DEL, fd, nullptr);
}

void SlowWriters::run() {
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == end_) return;
      std::shared_ptr<Connection> connection;
      {
        const std::lock_guard lock(mutex_);
        if (const auto found = watched_.find(fd); found != watched_.end()) connection = found->second;
      }
      if (connection) connection->writable();
    }
  }
}

}  // namespace shopper::gateway::http
