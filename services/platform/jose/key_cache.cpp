#include "platform/jose/key_cache.h"

#include <algorithm>
#include <stdexcept>

namespace shopper::jose {

KeyCache::KeyCache(Fetch fetch, KeyCacheOptions options) : fetch_(std::move(fetch)), options_(options) {}

// With mutex_ held.
bool KeyCache::due(std::string_view key_id, std::int64_t now_s) const {
  // A clock that was set back says nothing of the time since: what is of unknown age is fetched again.
  const bool wanted = !keys_ || now_s < fetched_at_s_ || now_s - fetched_at_s_ >= options_.fresh_for.count() || !keys_->find(key_id);
  const auto pause = keys_ ? std::min(options_.pause, options_.fresh_for) : options_.first_pause;
  return wanted && (tried_at_s_ == 0 || now_s - tried_at_s_ >= pause.count() || now_s < tried_at_s_);
}

// An unsound set is refused as a whole; the last good one stays in force while it may.
void KeyCache::take(const std::string& text, std::int64_t now_s) {
  try {
    std::shared_ptr<const KeySet> fresh;
    if (text != text_) fresh = std::make_shared<const KeySet>(KeySet::parse(text));   // only the fetcher writes text_
    const std::lock_guard lock(mutex_);
    fetched_at_s_ = now_s;
    if (!fresh) return;
    keys_ = std::move(fresh);
    text_ = text;
  } catch (const std::runtime_error&) {
  }
}

Result<std::shared_ptr<const KeySet>> KeyCache::current(std::int64_t now_s) const {
  const std::lock_guard lock(mutex_);
  if (keys_ && now_s - fetched_at_s_ < options_.fresh_for.count() + options_.stale_for.count()) return keys_;
  auto error = refuse(ErrorKind::unavailable, "KEYS_UNAVAILABLE", {"تعذر التحقق من رمز الدخول الآن، حاول بعد قليل", "The access token cannot be verified now; try again shortly"});
  error.retry_after_s = 5;
  return error;
}

Result<std::shared_ptr<const KeySet>> KeyCache::keys_for(std::string_view key_id, std::int64_t now_s) {
  bool known = false;
  {
    const std::lock_guard lock(mutex_);
    if (keys_ && !due(key_id, now_s)) return keys_;
    known = keys_ && keys_->find(key_id);
  }
  std::unique_lock single(fetching_, std::defer_lock);
  if (!known) single.lock();
  else if (!single.try_lock()) return current(now_s);   // good enough meanwhile
  bool fetch_now = false;
  {
    const std::lock_guard lock(mutex_);
    fetch_now = due(key_id, now_s);   // unless somebody else has just fetched, or failed to
    if (fetch_now) tried_at_s_ = now_s;
  }
  if (fetch_now)
    if (const auto text = fetch_(); text.ok()) take(*text, now_s);
  return current(now_s);
}

}  // namespace shopper::jose
