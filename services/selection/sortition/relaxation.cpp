#include "selection/sortition/relaxation.h"

#include <algorithm>

#include "selection/solver/integer_program.h"

namespace shopper::sortition {

using selection::IntegerProgram;
using selection::Term;

std::optional<std::vector<RowStep>> smallest_relaxation(const Problem& problem, const std::vector<Row>& loosest, double limit_s) {
  IntegerProgram program;
  std::vector<Term> everybody;
  std::vector<std::vector<Term>> members(problem.rows.size());
  for (const auto& type : problem.types) {
    const int variable = program.add_variable(0, type.seats_max, 0);
    everybody.push_back({variable, 1});
    for (const int row : type.rows) members[static_cast<std::size_t>(row)].push_back({variable, 1});
  }
  program.add_row(problem.seats, problem.seats, std::move(everybody));
  std::vector<int> lowered, raised;
  for (std::size_t r = 0; r < problem.rows.size(); ++r) {
    const auto& row = problem.rows[r];
    lowered.push_back(program.add_variable(0, std::max(0, row.min - loosest[r].min), row.min > 0 ? -(1 + 2.0 / row.min) : 0));
    raised.push_back(program.add_variable(0, std::max(0, std::min(loosest[r].max, problem.seats) - row.max), -1));
    auto at_least = members[r], at_most = members[r];
    at_least.push_back({lowered.back(), 1});
    at_most.push_back({raised.back(), -1});
    program.add_row(row.min, 1e9, std::move(at_least));
    program.add_row(-1e9, row.max, std::move(at_most));
  }
  const auto [solved, proven] = program.maximise(limit_s);
  if (solved.empty()) return std::nullopt;
  std::vector<RowStep> steps;
  for (std::size_t r = 0; r < problem.rows.size(); ++r) {
    const auto less = static_cast<int>(solved[static_cast<std::size_t>(lowered[r])]), more = static_cast<int>(solved[static_cast<std::size_t>(raised[r])]);
    if (less > 0 || more > 0) steps.push_back({static_cast<int>(r), {problem.rows[r].min - less, problem.rows[r].max + more}});
  }
  return steps;
}

}  // namespace shopper::sortition
