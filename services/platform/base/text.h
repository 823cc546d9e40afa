// Every text shown to people exists in Arabic and English.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/fields.h"

namespace shopper {

struct Text {
  std::string ar;
  std::string en;

  const std::string& in(std::string_view language) const { return language == "ar" ? ar : en; }
  bool complete() const { return !ar.empty() && !en.empty(); }
  friend bool operator==(const Text&, const Text&) = default;
  SHOPPER_FIELDS(Text, ar, en)
};

// `text` with every "{}" replaced, in order, by the arguments (the same in both languages).
Text fill(Text text, std::initializer_list<std::string> arguments);

}  // namespace shopper
