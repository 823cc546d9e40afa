#include "tests/simulation/randomness.h"

#include <sodium.h>

#include <cstring>
#include <mutex>

namespace shopper::simulation {
namespace {

std::mutex mutex;   // writers' threads draw too, one at a time
Dice stream(0);

void fill(void* out, const std::size_t size) {
  const std::lock_guard lock(mutex);
  auto* bytes = static_cast<unsigned char*>(out);
  for (std::size_t done = 0; done < size; done += sizeof(std::uint64_t)) {
    const auto drawn = stream.next();
    std::memcpy(bytes + done, &drawn, std::min(sizeof drawn, size - done));
  }
}

std::uint32_t draw() {
  std::uint32_t number = 0;
  fill(&number, sizeof number);
  return number;
}

const char* name() { return "simulation"; }

}  // namespace

// SplitMix64.
std::uint64_t Dice::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void seed_libsodium(std::uint64_t seed) {
  static randombytes_implementation seeded = [] {
    randombytes_implementation made{};
    made.implementation_name = name;
    made.random = draw;
    made.buf = fill;
    return made;
  }();
  randombytes_set_implementation(&seeded);
  const std::lock_guard lock(mutex);
  stream = Dice(seed);
}

}  // namespace shopper::simulation
