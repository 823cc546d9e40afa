// The fair draw computed another way, for pools so small that every panel can be listed: leximin over the convex hull of all panels by the
// textbook's sequence of linear programs, with Clp directly. Slow and plain on purpose; it shares no code with the engine it judges.
#pragma once

#include <optional>
#include <vector>

#include "selection/sortition/problem.h"
#include "tests/sortition/pools.h"

namespace shopper::sortition::testing {

using Counts = std::vector<int>;   // seats of a panel, all types

// Every panel; nothing when there are more than `most`.
std::optional<std::vector<Counts>> all_panels(const Problem& problem, std::size_t most);

// Chances by type in units of k/n. Nothing when no lottery over these panels keeps the cap (0: none).
std::optional<std::vector<double>> leximin_of(const Problem& problem, const std::vector<Counts>& panels, double cap = 0);
// The highest lowest chance of all types, in units of k/n.
std::optional<double> maximin_of(const Problem& problem, const std::vector<Counts>& panels, double cap = 0);
// The same over fractional panels, for which nothing has to be listed.
std::optional<std::vector<double>> fractional_leximin_of(const Problem& problem, double cap = 0);

// The published procedure (Flanigan et al. 2021, supplement; sortition.md section 2.3) on single people: column generation with an integer
// program over people. Chances by person, not scaled. Nothing when there is no panel.
std::optional<std::vector<double>> leximin_of_people(const Pool& pool);

}  // namespace shopper::sortition::testing
