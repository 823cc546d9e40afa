// The keys of an issuer that is elsewhere: fetched when first needed, kept, fetched again for a key nobody has seen - at most once in a while,
// by one caller at a time, so that made-up key ids cannot make us hammer the issuer.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "platform/jose/jose.h"

namespace shopper::jose {

struct KeyCacheOptions {
  std::chrono::seconds fresh_for = std::chrono::minutes(5);    // then the set is fetched again before it is used
  std::chrono::seconds stale_for = std::chrono::hours(24);     // and used this long while the issuer cannot be reached
  std::chrono::seconds pause = std::chrono::seconds(30);       // between fetches for unknown keys, and after a failed one
  std::chrono::seconds first_pause = std::chrono::seconds(1);  // after a failed fetch while there is no set at all
};

class KeyCache {
 public:
  // Gives the text of the key set, or why it cannot be had.
  using Fetch = std::function<Result<std::string>()>;
  KeyCache(Fetch fetch, KeyCacheOptions options = {});

  // The set that is in force for a token with that key id. KEYS_UNAVAILABLE (unavailable) when there is none to judge by: never "accepted".
  Result<std::shared_ptr<const KeySet>> keys_for(std::string_view key_id, std::int64_t now_s);
  // Whether keys_for() would answer from what it has.
  bool at_hand(std::string_view key_id, std::int64_t now_s) const {
    const std::lock_guard lock(mutex_);
    return keys_ && !due(key_id, now_s);
  }

 private:
  void take(const std::string& text, std::int64_t now_s);
  bool due(std::string_view key_id, std::int64_t now_s) const;
  Result<std::shared_ptr<const KeySet>> current(std::int64_t now_s) const;

  const Fetch fetch_;
  const KeyCacheOptions options_;
  mutable std::mutex mutex_;          // guards what follows
  std::shared_ptr<const KeySet> keys_;
  std::string text_;                  // what keys_ was read from
  std::int64_t fetched_at_s_ = 0;
  std::int64_t tried_at_s_ = 0;
  std::mutex fetching_;               // held during a fetch: the others wait for its outcome, or go on with what is there
};

}  // namespace shopper::jose
