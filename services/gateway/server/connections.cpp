#include "gateway/server/connections.h"

#include <sys/socket.h>

namespace shopper::gateway::http {

namespace {

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Connections::Connections(Timeouts timeouts, std::string timeout_answer)
    : timeouts_(timeouts), timeout_answer_(std::move(timeout_answer)), reaper_([this] { reap(); }) {}

Connections::~Connections() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  reaper_.join();
}

std::shared_ptr<Connections::Entry> Connections::open(int fd, std::string address, bool limited) {
  auto entry = std::make_shared<Entry>(fd, std::move(address));
  enter(*entry, Phase::idle);
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= limits::connections) return nullptr;
  const auto found = per_address_.find(entry->address);
  if (limited && found != per_address_.end() && found->second >= limits::connections_per_address) return nullptr;
  ++per_address_[entry->address];
  entries_.insert(entry);
  return entry;
}

void Connections::forget(const std::shared_ptr<Entry>& entry) {
  const std::lock_guard lock(mutex_);
  if (entries_.erase(entry) == 0) return;
  if (const auto found = per_address_.find(entry->address); --found->second == 0) per_address_.erase(found);
}

std::chrono::milliseconds Connections::allowance(Phase phase) const {
  switch (phase) {
    case Phase::idle: return timeouts_.idle;
    case Phase::head: return timeouts_.head;
    case Phase::body: return timeouts_.body;
    case Phase::handling: return {};   // bounded by the deadline of the call
    case Phase::writing: return timeouts_.write;
    case Phase::lingering: return timeouts_.linger;
  }
  return {};
}

void Connections::enter(Entry& entry, Phase phase) {
  const auto allowed = allowance(phase);
  entry.deadline_ms = allowed.count() == 0 ? 0 : steady_ms() + allowed.count();
  entry.phase = phase;
}

void Connections::drain() {
  draining_ = true;
  stopping_.notify_all();
}

std::size_t Connections::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

void Connections::cut(Entry& entry, Phase phase) {
  if (phase == Phase::head || phase == Phase::body) ::send(entry.fd, timeout_answer_.data(), timeout_answer_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  entry.deadline_ms = 0;
  ::shutdown(entry.fd, SHUT_RDWR);
}

void Connections::reap() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    stopping_.wait_for(lock, limits::reaper_tick);
    const auto now = steady_ms();
    for (const auto& entry : entries_) {
      const auto phase = entry->phase.load();
      const auto deadline = entry->deadline_ms.load();
      if ((deadline != 0 && now >= deadline) || (draining_ && phase == Phase::idle && deadline != 0)) cut(*entry, phase);
    }
  }
}

}  // namespace shopper::gateway::http
