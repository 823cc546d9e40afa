// The randomness of a run: one stream for its scheduler, one in the place of libsodium's, so that ids, keys and nonces follow from the seed too.
#pragma once

#include <cstdint>

namespace shopper::simulation {

// From now on libsodium draws from this seed, in the whole program.
void seed_libsodium(std::uint64_t seed);

// The scheduler's. Its own arithmetic: the distributions of the standard library differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // From 0 to `count` - 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
  bool chance(unsigned per_thousand) { return next() % 1000 < per_thousand; }

 private:
  std::uint64_t state_;
};

}  // namespace shopper::simulation
