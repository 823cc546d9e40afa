// The engine's own generator, so that a seed gives the same lottery on every machine: xoshiro256** (Blackman and Vigna 2018), and whole
// numbers below a bound without bias. std::shuffle and the standard distributions differ between libraries.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace shopper::sortition {

class Random {
 public:
  using Seed = std::array<std::uint64_t, 4>;   // not all zero
  explicit Random(const Seed& seed) : state_(seed) {}

  std::uint64_t next() {
    const auto rotate = [](std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); };
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9, t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
  }
  // 0 <= result < bound, every value with the same chance: the high half of a product, without the few draws that would favour some
  // (Lemire 2019).
  std::uint64_t below(std::uint64_t bound) {
    auto product = static_cast<unsigned __int128>(next()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const std::uint64_t unfair = (0 - bound) % bound;   // 2^64 mod bound
      while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<unsigned __int128>(next()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(below(size)); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }   // [0, 1)

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[index(i)]);
  }

 private:
  Seed state_;
};

}  // namespace shopper::sortition
