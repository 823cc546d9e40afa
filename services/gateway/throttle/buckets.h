// How much of its allowance each caller has used. Fixed memory: a set-associative table in which a caller costs 16 bytes; when a set is
// full, the caller who is closest to an untouched allowance is forgotten. One short lock a request, spread over many.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace shopper::gateway::throttle {

constexpr std::int64_t second_ns = 1'000'000'000;

// `quota` requests at once, and again as many, evenly, in every window.
struct Rate {
  std::int64_t quota = 0;
  std::int64_t window_s = 0;
  friend bool operator==(const Rate&, const Rate&) = default;
};

struct Taken {
  bool allowed = true;
  std::int64_t remaining = 0;
  std::int64_t wait_ns = 0;    // not allowed: until it would be
  std::int64_t reset_ns = 0;   // until the allowance is whole again
};

class Buckets {
 public:
  explicit Buckets(std::size_t slots = std::size_t{1} << 17);
  // Takes `cost` from the allowance of `key`, or nothing when that much is not there. `now_ns` is of a steady clock.
  Taken take(std::uint64_t key, const Rate& rate, std::int64_t cost, std::int64_t now_ns);

 private:
  static constexpr std::size_t ways = 8;
  static constexpr std::size_t locks = 256;
  // The moment at which the allowance is whole again; all that a token bucket has to know (GCRA).
  struct Slot {
    std::uint64_t key = 0;
    std::int64_t whole_at_ns = 0;
  };
  struct alignas(64) Lock {
    std::mutex mutex;
  };
  std::vector<std::array<Slot, ways>> sets_;
  std::array<Lock, locks> locks_;
};

}  // namespace shopper::gateway::throttle
