// What a test does beside the command under trial, in the same thread: its memory does not count (memory/heap.h).
#pragma once

namespace shopper::testing {

struct Uncounted {
  Uncounted() { ++depth; }
  ~Uncounted() { --depth; }
  Uncounted(const Uncounted&) = delete;
  static inline thread_local int depth = 0;
};

}  // namespace shopper::testing
