#include "gateway/auth/revocations.h"

#include <algorithm>

namespace shopper::gateway::auth {

Revocations::Revocations(Pull pull, Clock clock, RevocationOptions options)
    : pull_(std::move(pull)), clock_(std::move(clock)), options_(options) {}

Revocations::~Revocations() { stop(); }

bool Revocations::refresh() {
  // after_ belongs to the one thread that refreshes; a list longer than one answer is known when it has been read to its end.
  for (;;) {
    const auto page = pull_(after_);
    if (!page.ok()) return false;
    take(*page);
    if (page->items.empty()) return true;
  }
}

void Revocations::take(const RevocationPage& page) {
  const auto now_s = clock_();
  const std::unique_lock lock(mutex_);
  after_ = page.next_after;
  if (page.items.empty()) answered_at_s_ = now_s;
  for (const auto& revocation : page.items) {
    auto& known = known_[revocation.value];
    known = {std::max(known.issued_until_s, revocation.issued_until_s), now_s};
  }
  std::erase_if(known_, [&](const auto& entry) { return entry.second.heard_at_s + options_.kept_for.count() < now_s; });
}

void Revocations::start() {
  thread_ = std::thread([this] {
    for (;;) {
      const auto pause = refresh() ? options_.interval : options_.retry;
      std::unique_lock lock(thread_mutex_);
      if (wake_.wait_for(lock, pause, [&] { return stopping_; })) return;
    }
  });
}

void Revocations::stop() {
  {
    const std::lock_guard lock(thread_mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<Done> Revocations::check(const Bearer& bearer) const {
  const std::shared_lock lock(mutex_);
  for (const auto* value : {&bearer.session_id, &bearer.subject}) {
    const auto found = known_.find(*value);
    if (found != known_.end() && bearer.issued_at_s <= found->second.issued_until_s)
      return refuse(ErrorKind::unauthenticated, "TOKEN_REVOKED", {"أُلغي هذا الدخول؛ سجّل الدخول من جديد", "This access was revoked; sign in again"});
  }
  if (bearer.powerful && (!answered_at_s_ || clock_() - *answered_at_s_ > options_.stale_after.count())) {
    auto error = refuse(ErrorKind::unavailable, "REVOCATIONS_UNAVAILABLE", {"تعذر التحقق من صلاحية الدخول الآن، حاول بعد قليل", "It cannot be checked now whether this access still stands; try again shortly"});
    error.retry_after_s = 5;
    return error;
  }
  return Done{};
}

}  // namespace shopper::gateway::auth
