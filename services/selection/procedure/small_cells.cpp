#include "selection/procedure/small_cells.h"

#include <cstddef>

namespace shopper::selection::procedure {

std::vector<bool> hidden_cells(const std::vector<long>& counts) {
  std::vector<bool> hidden;
  long number = 0, together = 0;
  for (const long people : counts) {
    hidden.push_back(people < smallest_cell);
    if (hidden.back()) ++number, together += people;
  }
  // One hidden number is the whole less all others; several of few people are not much better hidden.
  if (number == 0 || (number > 1 && together >= smallest_cell)) return hidden;
  std::size_t smallest = hidden.size();
  for (std::size_t v = 0; v < hidden.size(); ++v)
    if (!hidden[v] && (smallest == hidden.size() || counts[v] < counts[smallest])) smallest = v;
  if (smallest < hidden.size()) hidden[smallest] = true;
  return hidden;
}

}  // namespace shopper::selection::procedure
