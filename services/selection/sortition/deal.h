// Whole panels with given appearances: the seats of all panels are dealt like cards, type by type, and panels that then break a row are mended
// by swaps. A swap between two panels leaves every type's appearances as they were; a swap with the spare ones rounds one type down and another
// up. So everybody's share of the panels is the planned one rounded down or up - for some types one appearance off that, where the last panels
// cannot be mended otherwise.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"
#include "selection/sortition/random.h"

namespace shopper::sortition {

// How often each type appears in so many panels: m * expected_t, rounded.
struct Appearances {
  std::vector<long> whole;
  std::vector<int> up, down;   // types whose number was rounded up, and down; the others' was whole
  long least_each = 0;         // a type that has this much for each of its people keeps it while panels are mended by swaps
};

// Which types are rounded up is drawn by systematic sampling, with the chance of their remainders, and changed as far as the sums of the rows
// need it. Nothing when the expected seats do not add up to the panel's.
std::optional<Appearances> whole_appearances(const Problem& problem, const std::vector<double>& expected, int panels, Random& random);

// That many panels, each keeping every row, with about these appearances: rounded otherwise, or for some types one off. Nothing when mending
// did not end within its budget: such appearances may be impossible in whole panels.
std::optional<std::vector<Panel>> deal(const Problem& problem, const Appearances& appearances, int panels, Random& random);

}  // namespace shopper::sortition
