// A list of m panels gives whole appearances, so a chance of 28.8 in 1,000 becomes 28 for some and 29 for others. That weighs most for those who
// have least. Where the rows allow it they get the ceiling, all of them, and those with more give the difference, each less than an appearance.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"

namespace shopper::sortition {

struct Favoured {
  std::vector<double> seats;   // by type, to be rounded instead of the expected ones: a person's appearances stay between her own chance's floor and ceiling; one more or fewer where the lowest would else have too little
  long least = 0;              // appearances that everybody with a chance has
};

// One linear program, or two: with whole appearances for the lowest as bounds it is feasible, or its infeasibility shows that no such totals
// keep the rows. Then, and where nothing is to be gained, the seats are the expected ones and `least` is the lowest chance's floor.
Favoured favour_lowest(const Problem& problem, const std::vector<double>& expected, int panels);

}  // namespace shopper::sortition
