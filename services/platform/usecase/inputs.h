// Inputs and checks that recur in every service.
#pragma once

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/fields.h"

namespace shopper {

struct ById {
  std::string id;
  SHOPPER_FIELDS(ById, id)
};
struct ByIdAndVersion {
  std::string id;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(ByIdAndVersion, id, expected_version)
};

// The caller changes what it has seen, or is told that it is stale.
inline Result<Done> expect_version(std::int64_t current, std::int64_t expected) {
  if (expected != current) return errors::stale(current);
  return Done{};
}

// A thing as it is answered: with what can be done next.
template <class Base>
struct WithActions : Base {
  std::vector<std::string> actions;
  template <class F>
  static constexpr void each_field(F&& f) {
    Base::each_field(f);
    f("actions", &WithActions::actions);
  }
};

}  // namespace shopper
