#include "gateway/throttle/buckets.h"

#include <algorithm>
#include <bit>

namespace shopper::gateway::throttle {

Buckets::Buckets(std::size_t slots) : sets_(std::bit_ceil(std::max<std::size_t>(slots / ways, 1))) {}

Taken Buckets::take(std::uint64_t key, const Rate& rate, std::int64_t cost, std::int64_t now_ns) {
  const auto each_ns = std::max<std::int64_t>(1, rate.window_s * second_ns / rate.quota);
  const auto whole_ns = each_ns * rate.quota;
  const auto index = key & (sets_.size() - 1);
  const std::lock_guard lock(locks_[index % locks].mutex);
  auto& set = sets_[index];
  auto slot = std::find_if(set.begin(), set.end(), [&](const Slot& one) { return one.key == key; });
  if (slot == set.end()) {
    slot = std::min_element(set.begin(), set.end(), [](const Slot& a, const Slot& b) { return a.whole_at_ns < b.whole_at_ns; });
    *slot = {key, 0};
  }
  const auto from_ns = std::max(slot->whole_at_ns, now_ns);
  const auto used_ns = from_ns - now_ns + cost * each_ns;
  if (used_ns > whole_ns) return {false, std::max<std::int64_t>(0, whole_ns - (from_ns - now_ns)) / each_ns, used_ns - whole_ns, from_ns - now_ns};
  slot->whole_at_ns = now_ns + used_ns;
  return {true, (whole_ns - used_ns) / each_ns, 0, used_ns};
}

}  // namespace shopper::gateway::throttle
