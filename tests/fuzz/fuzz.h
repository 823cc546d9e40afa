// A fuzz target is one function over bytes. What must hold is said with `must`: libFuzzer keeps the bytes that break it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

inline void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void examine(std::string_view bytes);
