#include "selection/sortition/favour.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "selection/solver/linear_program.h"

namespace shopper::sortition {
namespace {

using selection::LinearProgram;
using selection::Term;

constexpr double whole_tolerance = 1e-6;   // appearances
// Below this share of the lowest chance its people may take up to two appearances from others.
constexpr double share_wanted = 0.98;

double floor_of(double exact) { return std::floor(exact + whole_tolerance); }
double ceiling_of(double exact) { return std::ceil(exact - whole_tolerance); }

// The least change of the types' appearances that gives everybody `least`; beyond floor and ceiling by at most `wider` a person.
std::optional<std::vector<double>> raised(const Problem& problem, const std::vector<double>& expected, int panels, double least, double wider) {
  LinearProgram program;
  std::vector<double> held(problem.rows.size(), 0);
  for (std::size_t t = 0; t < expected.size(); ++t)
    for (const int row : problem.types[t].rows) held[static_cast<std::size_t>(row)] += expected[t];
  // Changes are counted, so that no change is always within the rows.
  for (std::size_t r = 0; r < held.size(); ++r) program.add_row(std::min(0.0, panels * (problem.rows[r].min - held[r])), std::max(0.0, panels * (problem.rows[r].max - held[r])));
  const int size = program.add_row(0, 0);
  std::vector<std::pair<int, int>> columns;   // of a type: appearances more, and fewer
  for (std::size_t t = 0; t < expected.size(); ++t) {
    const auto& type = problem.types[t];
    const double people = type.people, exact = expected[t] * panels, each = exact / people;
    double need = 0, more = 0, fewer = 0;
    if (expected[t] > 0 && type.seats_max > 0) {
      need = std::max(0.0, least * people - exact);
      more = std::max(0.0, std::min((ceiling_of(each) + wider) * people, static_cast<double>(panels) * type.seats_max) - exact);
      fewer = std::max(0.0, exact - std::max(least, floor_of(each) - wider) * people);
      if (need > more + whole_tolerance) return std::nullopt;
    }
    std::vector<Term> plus, minus;
    for (const int row : type.rows) plus.push_back({row, 1}), minus.push_back({row, -1});
    plus.push_back({size, 1}), minus.push_back({size, -1});
    columns.emplace_back(program.add_column(std::min(need, more), more, 1 / people, plus), program.add_column(0, fewer, 1 / people, minus));
  }
  if (!program.minimise()) return std::nullopt;
  std::vector<double> seats;
  for (std::size_t t = 0; t < expected.size(); ++t) seats.push_back(expected[t] + (program.value(columns[t].first) - program.value(columns[t].second)) / panels);
  return seats;
}

}  // namespace

Favoured favour_lowest(const Problem& problem, const std::vector<double>& expected, int panels) {
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < expected.size(); ++t)
    if (expected[t] > 0) lowest = std::min(lowest, panels * expected[t] / problem.types[t].people);
  if (!std::isfinite(lowest)) return {expected, 0};
  const double least = floor_of(lowest), ceiling = ceiling_of(lowest);
  if (ceiling > least)
    for (const double wider : {0.0, 1.0}) {
      if (wider > 0 && least >= share_wanted * lowest) break;
      if (auto seats = raised(problem, expected, panels, ceiling, wider)) return {std::move(*seats), static_cast<long>(ceiling)};
    }
  return {expected, static_cast<long>(least)};
}

}  // namespace shopper::sortition
