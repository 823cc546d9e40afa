// A plain reserve, from which the search for a better one begins (alternates.h): for each seat somebody who counts in the same rows where there is
// one, else the nearest (fewest rows differ).
#pragma once

#include "selection/sortition/pool.h"

namespace shopper::sortition {

// Up to `wanted` people of the rest, in the order of calling; those who share a household with a member or with one before them come last, for
// they can be called only when the other has left.
std::vector<std::uint32_t> nearest_reserve(const Pool& pool, const std::vector<std::uint32_t>& panel, int wanted, Random& random);

}  // namespace shopper::sortition
