// Whole panels with given appearances: the seats of all panels are dealt like cards, type by type, and panels that then break a row are mended
// by swaps. A swap between two panels leaves every type's appearances as they were; a swap with the reserve rounds one type down and another
// up. So everybody's share of the panels is the planned one rounded down or up, whatever was mended.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"
#include "selection/sortition/random.h"

namespace shopper::sortition {

// How often each type appears in so many panels: m * expected_t, rounded.
struct Appearances {
  std::vector<long> whole;
  std::vector<int> up, down;   // types whose number was rounded up, and down; the others' was whole
};

// Rounds so that the sums of all rows fit into `panels` panels. Which types are rounded up is drawn by systematic sampling, with the chance of
// their remainders as far as the rows allow. Nothing when no rounding was found that fits.
std::optional<Appearances> whole_appearances(const Problem& problem, const std::vector<double>& expected, int panels, Random& random);

// That many panels, each keeping every row, with these appearances (or with others of the roundings swapped). Nothing when mending did not end
// within its budget: such appearances may be impossible in whole panels.
std::optional<std::vector<Panel>> deal(const Problem& problem, const Appearances& appearances, int panels, Random& random);

}  // namespace shopper::sortition
