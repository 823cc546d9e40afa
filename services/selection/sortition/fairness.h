// How fair chances are, in the measures the field uses.
#pragma once

#include <vector>

namespace shopper::sortition {

// So many people with that chance.
struct Chance {
  double chance = 0;
  long people = 0;
};

struct Fairness {
  double lowest = 0, highest = 0;
  double gini = 0;             // 0: all alike
  double geometric_mean = 0;   // 0 as soon as somebody has no chance
};

Fairness fairness(std::vector<Chance> chances);

}  // namespace shopper::sortition
