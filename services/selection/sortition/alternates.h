// The reserve of a drawn panel, for drop-outs to come (Assos, Baharav, Flanigan, Procaccia 2025; sortition.md 2.10): members leave by chance,
// and after the best replacement from the reserve the expected violation of the quotas is to be least.
//
// Scenarios of leavers are drawn; in each, the reserve's people take the free seats so that the violation is least. The search exchanges people
// of the reserve for others of the pool as long as that lowers the average over the scenarios, seats in every scenario being kept as an explicit
// list: so each exchange's worth is a few additions, in whole numbers, the same on every machine. It begins with the nearest reserve.
#pragma once

#include "selection/sortition/pool.h"

namespace shopper::sortition {

struct Dropout {
  // Each member stays with this chance; scenarios take the levels in turn, so that one reserve serves few drop-outs and many.
  std::vector<double> stay{0.95, 0.9, 0.8, 0.7, 0.5, 0.3};
  int scenarios = 300;   // fewer for panels of more than 50
};

// The leavers of each scenario: numbers of people, ascending.
using Leavers = std::vector<std::vector<std::uint32_t>>;
Leavers drawn_leavers(const std::vector<std::uint32_t>& panel, const Dropout& dropout, Random& random);

// Up to `wanted` people of the rest, in the order of calling: again and again who, beside those before, lowers the violation most. Then those whose
// employer has all its seats on the panel, and last who shares a household with a member or with one before: they can be called only when the other
// has left. The scenarios are the first that is drawn from `random`.
std::vector<std::uint32_t> best_reserve(const Pool& pool, const std::vector<std::uint32_t>& panel, int wanted, Random& random, const Dropout& dropout = {});

// The average over the scenarios, after the best replacement that exchanges of single people find, of the sum over all quotas of
// (people outside the quota's bounds) / max(quota's maximum, 1), and of (empty seats) / seats.
double expected_violation(const Pool& pool, const std::vector<std::uint32_t>& panel, const std::vector<std::uint32_t>& reserve, const Leavers& leavers);

}  // namespace shopper::sortition
