// The Nash point: the fractional panel that maximises the product of all chances, sum_t n_t log(c_t / n_t).
#pragma once

#include <optional>
#include <vector>

#include "selection/sortition/problem.h"

namespace shopper::sortition {

// Expected seats by type; nothing when some type is in no fractional panel (the product is then zero whatever one does) or no panel exists.
// A primal-dual interior-point method (Boyd and Vandenberghe 2004, chapter 11): the Newton systems are as small as the rows.
std::optional<std::vector<double>> nash_point(const Problem& problem, double cap = 0);

}  // namespace shopper::sortition
