// The plain greedy draw that most panels are still picked by, to compare with (sortition.md 2.1): the scarcest quota first, a random person
// among those who have it, again until the panel is full; from the start again when a minimum can no longer be met. Some people get no chance.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"
#include "selection/sortition/random.h"

namespace shopper::sortition {

// Nothing when no attempt of `attempts_max` filled a panel.
std::optional<Panel> greedy_panel(const Problem& problem, Random& random, int attempts_max = 1000);

}  // namespace shopper::sortition
