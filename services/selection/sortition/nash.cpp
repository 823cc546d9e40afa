#include "selection/sortition/nash.h"

#include <algorithm>
#include <cmath>

#include "selection/sortition/cholesky.h"
#include "selection/sortition/polytope.h"
#include "selection/solver/linear_program.h"

namespace shopper::sortition {
namespace {

using selection::LinearProgram;
using selection::Term;
using Vector = std::vector<double>;

// What the interior-point method works on: the types whose seats can vary, and the rows with what the others leave of them.
struct System {
  std::vector<std::size_t> types;
  std::vector<std::vector<std::size_t>> rows_of;   // by place in `types`; the last row is the panel's size
  Vector high, people;
  Vector row_low, row_high;
};

System system_of(const Problem& problem, const Vector& most, const std::vector<std::optional<double>>& pinned, const Vector& row_low, const Vector& row_high) {
  System system;
  const auto rows = problem.rows.size();
  Vector taken(rows + 1, 0);
  std::vector<bool> used(rows + 1, false);
  const auto each_row = [&](std::size_t t, auto&& use) {
    for (const int row : problem.types[t].rows) use(static_cast<std::size_t>(row));
    use(rows);
  };
  for (std::size_t t = 0; t < pinned.size(); ++t) each_row(t, [&](std::size_t r) { pinned[t] ? void(taken[r] += *pinned[t]) : void(used[r] = true); });
  std::vector<std::size_t> place(rows + 1, 0);
  for (std::size_t r = 0; r <= rows; ++r) {
    if (!used[r]) continue;
    place[r] = system.row_low.size();
    system.row_low.push_back(row_low[r] - taken[r]);
    system.row_high.push_back(row_high[r] - taken[r]);
  }
  for (std::size_t t = 0; t < pinned.size(); ++t) {
    if (pinned[t]) continue;
    system.types.push_back(t);
    system.high.push_back(most[t]);
    system.people.push_back(problem.types[t].people);
    auto& of = system.rows_of.emplace_back();
    each_row(t, [&](std::size_t r) { of.push_back(place[r]); });
  }
  return system;
}

// Seats of the system's types; nothing when the iteration does not converge, as where the polytope has no interior.
std::optional<Vector> interior_point(const System& given) {
  const auto types = given.types.size(), rows = given.row_low.size();
  Vector low, high, x;
  const auto& worth = given.people;
  for (std::size_t t = 0; t < types; ++t) {
    low.push_back(0);
    high.push_back(given.high[t]);
  }
  double people = 0;
  for (const double n : worth) people += n;
  // From everybody's chance alike: half of what types can hold would be thousands of panels in a large pool.
  for (std::size_t t = 0; t < types; ++t) x.push_back(std::min(high[t] / 2, given.row_low.back() * worth[t] / people));
  // One activity s_r for each row with room: A c - s = 0; rows without room: A c = bound.
  std::vector<std::size_t> slack_of(rows, 0);   // 0: none; a slack is never the first variable
  Vector target(rows, 0);
  for (std::size_t r = 0; r < rows; ++r) {
    if (given.row_high[r] - given.row_low[r] < 1e-9) {
      target[r] = (given.row_low[r] + given.row_high[r]) / 2;
      continue;
    }
    slack_of[r] = x.size();
    low.push_back(given.row_low[r]);
    high.push_back(given.row_high[r]);
    x.push_back((low.back() + high.back()) / 2);
  }
  const auto variables = x.size();
  Vector zl(variables, 1), zu(variables, 1), price(rows, 0);
  const auto each_row = [&](std::size_t t, auto&& use) {
    for (const auto row : given.rows_of[t]) use(row);
  };
  // The multipliers of a larger pool's bounds are larger, as the sum of its logarithms is.
  const double scale = std::max(1.0, people / static_cast<double>(variables));
  for (std::size_t v = 0; v < variables; ++v) zl[v] = scale / (x[v] - low[v]), zu[v] = scale / (high[v] - x[v]);
  constexpr int rounds_max = 200;
  for (int round = 0; round < rounds_max; ++round) {
    double gap = 0;
    for (std::size_t v = 0; v < variables; ++v) gap += zl[v] * (x[v] - low[v]) + zu[v] * (high[v] - x[v]);
    const double mu = 0.15 * gap / (2.0 * static_cast<double>(variables));
    // Primal residual, and the reduced Newton system (A D^-1 A') dprice = rhs.
    Vector residual(rows);
    for (std::size_t r = 0; r < rows; ++r) residual[r] = target[r] + (slack_of[r] ? x[slack_of[r]] : 0);
    for (std::size_t t = 0; t < types; ++t) each_row(t, [&](std::size_t r) { residual[r] -= x[t]; });
    double off = 0;
    for (const double value : residual) off = std::max(off, std::abs(value));
    if (gap < 1e-9 * people && off < 1e-9) break;
    const auto derivative = [&](std::size_t v) { return v < types ? -worth[v] / x[v] : 0.0; };
    Vector diagonal(variables), right(variables);
    for (std::size_t v = 0; v < variables; ++v) {
      const double below = x[v] - low[v], above = high[v] - x[v];
      diagonal[v] = (v < types ? worth[v] / (x[v] * x[v]) : 0.0) + zl[v] / below + zu[v] / above;
      right[v] = -derivative(v) + mu / below - mu / above;
    }
    for (std::size_t t = 0; t < types; ++t) each_row(t, [&](std::size_t r) { right[t] += price[r]; });
    for (std::size_t r = 0; r < rows; ++r)
      if (slack_of[r]) right[slack_of[r]] -= price[r];
    Vector system(rows * rows, 0), step = residual;
    for (std::size_t t = 0; t < types; ++t)
      each_row(t, [&](std::size_t r) {
        step[r] -= right[t] / diagonal[t];
        each_row(t, [&](std::size_t s) { system[r * rows + s] += 1 / diagonal[t]; });
      });
    for (std::size_t r = 0; r < rows; ++r)
      if (slack_of[r]) {
        step[r] += right[slack_of[r]] / diagonal[slack_of[r]];
        system[r * rows + r] += 1 / diagonal[slack_of[r]];
      }
    solve_positive(system, step);
    Vector move(variables);
    for (std::size_t v = 0; v < variables; ++v) move[v] = right[v];
    for (std::size_t t = 0; t < types; ++t) each_row(t, [&](std::size_t r) { move[t] += step[r]; });
    for (std::size_t r = 0; r < rows; ++r)
      if (slack_of[r]) move[slack_of[r]] -= step[r];
    double length = 1;
    Vector dl(variables), du(variables);
    for (std::size_t v = 0; v < variables; ++v) {
      move[v] /= diagonal[v];
      const double below = x[v] - low[v], above = high[v] - x[v];
      dl[v] = mu / below - zl[v] - zl[v] / below * move[v];
      du[v] = mu / above - zu[v] + zu[v] / above * move[v];
      if (move[v] < 0) length = std::min(length, -0.99 * below / move[v]);
      if (move[v] > 0) length = std::min(length, 0.99 * above / move[v]);
      if (dl[v] < 0) length = std::min(length, -0.99 * zl[v] / dl[v]);
      if (du[v] < 0) length = std::min(length, -0.99 * zu[v] / du[v]);
    }
    for (std::size_t v = 0; v < variables; ++v) x[v] += length * move[v], zl[v] += length * dl[v], zu[v] += length * du[v];
    for (std::size_t r = 0; r < rows; ++r) price[r] += length * step[r];
    if (round == rounds_max - 1) return std::nullopt;
  }
  x.resize(types);
  return x;
}

// The seats that cannot vary: in every fractional panel the same. Two small programs a type, from the last basis.
void pin(const Problem& problem, const Vector& most, std::vector<std::optional<double>>& pinned, Vector& row_low, Vector& row_high) {
  LinearProgram program;
  const auto rows = problem.rows.size();
  for (std::size_t r = 0; r <= rows; ++r) program.add_row(r < rows ? 0 : row_low[r], r < rows ? 0 : row_high[r]);
  for (std::size_t t = 0; t < pinned.size(); ++t) {
    std::vector<Term> terms;
    for (const int row : problem.types[t].rows) terms.push_back({row, 1});
    terms.push_back({static_cast<int>(rows), 1});
    program.add_column(0, most[t], 0, terms);
  }
  // A row's activity is a column of its own, so that it can be pinned like a type's seats.
  for (std::size_t r = 0; r < rows; ++r) program.add_column(row_low[r], row_high[r], 0, {{static_cast<int>(r), -1}});
  constexpr double same = 1e-8;
  for (std::size_t c = 0; c < pinned.size() + rows; ++c) {
    const int column = static_cast<int>(c);
    double least = 0, greatest = 0;
    program.set_cost(column, 1);
    if (!program.minimise()) return;
    least = program.value(column);
    program.set_cost(column, -1);
    if (!program.minimise()) return;
    greatest = program.value(column);
    program.set_cost(column, 0);
    if (greatest - least > same) continue;
    const double value = (least + greatest) / 2;
    if (c < pinned.size()) pinned[c] = value;
    else row_low[c - pinned.size()] = row_high[c - pinned.size()] = value;
  }
}

}  // namespace

std::optional<Vector> nash_point(const Problem& problem, double cap) {
  const auto start = fair_point(problem, Depth::maximin, cap);
  if (!start || start->lowest <= 1e-9) return std::nullopt;
  const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
  Vector most, row_low, row_high;
  std::vector<std::optional<double>> pinned(problem.types.size());
  for (std::size_t t = 0; t < problem.types.size(); ++t) {
    const auto& type = problem.types[t];
    most.push_back(cap > 0 ? std::min<double>(type.seats_max, cap * type.people * unit) : type.seats_max);
    if (type.seats_max == 0) pinned[t] = 0;
  }
  for (const auto& row : problem.rows) row_low.push_back(row.min), row_high.push_back(std::min(row.max, problem.seats));
  row_low.push_back(problem.seats), row_high.push_back(problem.seats);
  for (const bool with_pins : {false, true}) {
    // Where something cannot vary there is no interior to go through: it is taken out, and the rest has one.
    if (with_pins) pin(problem, most, pinned, row_low, row_high);
    const auto system = system_of(problem, most, pinned, row_low, row_high);
    const auto seats = system.types.empty() ? std::optional(Vector()) : interior_point(system);
    if (!seats) continue;
    Vector all(problem.types.size(), 0);
    for (std::size_t t = 0; t < all.size(); ++t) all[t] = pinned[t].value_or(0);
    for (std::size_t i = 0; i < system.types.size(); ++i) all[system.types[i]] = (*seats)[i];
    return all;
  }
  return std::nullopt;
}

}  // namespace shopper::sortition
