// Named places between durable steps, where a test lets the process end as if it had been killed (docs/RELIABILITY.md, Fail points). Only builds with
// SHOPPER_FAIL_POINTS, which are never delivered, can: in all others the function is empty, and the setting is an unknown one that ends the start.
#pragma once

#include <string_view>

#include "platform/config/config.h"

namespace shopper::fault {

// The place `name`; `of` says of what: a method, an event's type, a migration.
void fail_point(std::string_view name, std::string_view of = {});
// Reads SHOPPER_FAIL_POINT: "name", "name@of", or either with "#3" behind it for the third time. Before any thread starts.
void arm_fail_points(Config& config);

}  // namespace shopper::fault
