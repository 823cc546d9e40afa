// A JSON subtree kept verbatim (answers, definitions): parsed by whoever owns its meaning.
#pragma once

#include <string>

namespace shopper {

struct RawJson {
  std::string text;
  bool empty() const { return text.empty(); }
  friend bool operator==(const RawJson&, const RawJson&) = default;
};

}  // namespace shopper
