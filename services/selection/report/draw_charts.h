// The charts of the draw's report. Shapes and dashes beside colours, mirrored for Arabic, readable at the width of a phone.
#pragma once

#include <string>
#include <vector>

#include "selection/procedure/small_cells.h"
#include "selection/sortition/comparison.h"

namespace shopper::selection {

// Values of a feature whose number of people must not be seen: those of fewer than procedure::smallest_cell, and where that alone would let it be
// worked out from the others, the next smallest value as well.
std::vector<bool> hidden_values(const sortition::FeatureFigures& feature);

// A chance or share as it is written on the page: three significant digits.
std::string percent_of(double chance);

// The sorted chances of all methods that came to a result, on a logarithmic scale: the low end is what they differ in.
std::string chance_chart(const sortition::Comparison& comparison, double mean_chance, const std::string& language, const std::string& caption);
// The line of one method, for the legend.
std::string legend_line(std::size_t method);

// A feature's values: the pool's share and the panel's expected one as bars, the quota as a bracket. `shares` may be empty.
std::string quota_chart(const sortition::FeatureFigures& feature, const std::vector<double>& shares, long candidates, int seats, const std::string& language, const std::string& caption);

}  // namespace shopper::selection
