#include "selection/sortition/problem.h"

namespace shopper::sortition {

bool is_panel(const Problem& problem, const Panel& panel) {
  std::vector<long> held(problem.rows.size(), 0);
  long seats = 0;
  int last = -1;
  for (const auto& [type, count] : panel) {
    if (type <= last || type >= static_cast<int>(problem.types.size())) return false;
    last = type;
    const auto& of = problem.types[static_cast<std::size_t>(type)];
    if (count < 1 || count > of.seats_max || count > of.people) return false;
    seats += count;
    for (const int row : of.rows) held[static_cast<std::size_t>(row)] += count;
  }
  if (seats != problem.seats) return false;
  for (std::size_t r = 0; r < held.size(); ++r)
    if (held[r] < problem.rows[r].min || held[r] > problem.rows[r].max) return false;
  return true;
}

}  // namespace shopper::sortition
