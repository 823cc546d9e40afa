// The smallest change of the quotas that makes a panel possible (sortition.md 2.5): a lowered minimum costs 1 + 2/min for each seat, a raised
// maximum 1, within the bounds the office allows.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"

namespace shopper::sortition {

struct RowStep {
  int row = 0;
  Row to;   // the row's new bounds
};

// `loosest`: how far each row may be changed (its min not below, its max not above). Empty: a panel is possible already.
// Nothing: even the loosest bounds allow none.
std::optional<std::vector<RowStep>> smallest_relaxation(const Problem& problem, const std::vector<Row>& loosest, double limit_s);

}  // namespace shopper::sortition
