// Which numbers of people must not be told, lest they tell of a person.
#pragma once

#include <vector>

namespace shopper::selection::procedure {

// A cell of fewer people than this could tell of one person.
inline constexpr long smallest_cell = 5;

// Of counts that add up to something known: those of fewer than smallest_cell, and where that alone, or so few together, would let them be computed
// from the others, the next smallest too.
std::vector<bool> hidden_cells(const std::vector<long>& counts);

}  // namespace shopper::selection::procedure
