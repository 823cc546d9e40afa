// What matters most when there is more work than can be done (docs/adr/0010-overload.md).
#pragma once

#include <array>
#include <cstddef>

#include "platform/base/enums.h"

namespace shopper::overload {

// In the order in which work is refused; probes are questions whether we live.
SHOPPER_ENUM(Criticality, deferrable, list, interactive, vital, probe)

template <class T>
using PerCriticality = std::array<T, enum_size<Criticality>>;

constexpr std::size_t index_of(Criticality criticality) { return static_cast<std::size_t>(criticality); }

}  // namespace shopper::overload
