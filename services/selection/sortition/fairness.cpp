#include "selection/sortition/fairness.h"

#include <algorithm>
#include <cmath>

namespace shopper::sortition {

Fairness fairness(std::vector<Chance> chances) {
  std::erase_if(chances, [](const Chance& c) { return c.people <= 0; });
  if (chances.empty()) return {};
  std::sort(chances.begin(), chances.end(), [](const Chance& a, const Chance& b) { return a.chance < b.chance; });
  Fairness result;
  result.lowest = chances.front().chance, result.highest = chances.back().chance;
  double people = 0, sum = 0, logarithms = 0, ranked = 0;
  for (const auto& [chance, number] : chances) {
    const auto n = static_cast<double>(number);
    // Ranks run from people + 1 to people + n; their sum counts each member of a tie once.
    ranked += chance * n * (people + (n + 1) / 2);
    people += n, sum += chance * n;
    logarithms += chance > 0 ? n * std::log(chance) : -INFINITY;
  }
  result.gini = sum > 0 ? std::max(0.0, 2 * ranked / (people * sum) - (people + 1) / people) : 0;
  result.geometric_mean = std::exp(logarithms / people);
  return result;
}

}  // namespace shopper::sortition
