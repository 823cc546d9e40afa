// What stops a check of a file: the first thing that does not hold, in words.
#pragma once

#include <string>

namespace shopper::selection::procedure {

struct Wrong {
  std::string reason;
};

inline void need(bool holds, const std::string& reason) {
  if (!holds) throw Wrong{reason};
}

}  // namespace shopper::selection::procedure
