#include "tests/sortition/reference.h"

#include <algorithm>
#include <coin/ClpSimplex.hpp>
#include <numeric>
#include <stdexcept>

namespace shopper::sortition::testing {
namespace {

constexpr double infinity = 1e30;   // beyond Clp's own

class Enumerator {
 public:
  Enumerator(const Problem& problem, std::size_t most) : problem_(problem), most_(most), held_(problem.rows.size(), 0), counts_(problem.types.size(), 0) {
    // What the types from t on can still add to each row, and in all.
    ahead_.assign(problem.types.size() + 1, std::vector<int>(problem.rows.size() + 1, 0));
    for (std::size_t t = problem.types.size(); t-- > 0;) {
      ahead_[t] = ahead_[t + 1];
      for (const int row : problem.types[t].rows) ahead_[t][static_cast<std::size_t>(row)] += problem.types[t].seats_max;
      ahead_[t].back() += problem.types[t].seats_max;
    }
  }

  std::optional<std::vector<Counts>> run() {
    if (!visit(0, problem_.seats)) return std::nullopt;
    return std::move(found_);
  }

 private:
  // False: too many.
  bool visit(std::size_t t, int left) {
    if (ahead_[t].back() < left) return true;
    for (std::size_t r = 0; r < held_.size(); ++r)
      if (held_[r] > problem_.rows[r].max || held_[r] + std::min(left, ahead_[t][r]) < problem_.rows[r].min) return true;
    if (t == problem_.types.size()) {
      found_.push_back(counts_);
      return found_.size() <= most_;
    }
    const auto& type = problem_.types[t];
    for (int count = 0; count <= std::min(type.seats_max, left); ++count) {
      counts_[t] = count;
      for (const int row : type.rows) held_[static_cast<std::size_t>(row)] += count;
      const bool ok = visit(t + 1, left - count);
      for (const int row : type.rows) held_[static_cast<std::size_t>(row)] -= count;
      if (!ok) return false;
    }
    counts_[t] = 0;
    return true;
  }

  const Problem& problem_;
  std::size_t most_;
  std::vector<int> held_;
  Counts counts_;
  std::vector<std::vector<int>> ahead_;
  std::vector<Counts> found_;
};

// Leximin of the chances p_t over a polytope that is given by columns x >= 0 and rows. Columns p_t and the level z are bound to it by the rows
// a_t x - p_t = 0 and p_t - z >= 0, so that stages change nothing but bounds.
class Program {
 public:
  explicit Program(const Problem& problem) : types_(problem.types.size()) {
    const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
    for (const auto& type : problem.types) share_.push_back(type.people * unit);
    clp_.setLogLevel(0);
    clp_.setPrimalTolerance(1e-9);
    clp_.setDualTolerance(1e-9);
    clp_.setOptimizationDirection(-1);
  }

  void over_panels(const std::vector<Counts>& panels) {
    resize(1);
    clp_.setRowBounds(extra_row(0), 1, 1);
    for (const auto& panel : panels) {
      std::vector<int> rows{extra_row(0)};
      std::vector<double> elements{1};
      for (std::size_t t = 0; t < types_; ++t)
        if (panel[t] > 0) rows.push_back(static_cast<int>(t)), elements.push_back(panel[t] / share_[t]);
      clp_.addColumn(static_cast<int>(rows.size()), rows.data(), elements.data(), 0, 1, 0);
    }
  }

  void over_fractions(const Problem& problem) {
    resize(problem.rows.size() + 1);
    for (std::size_t r = 0; r < problem.rows.size(); ++r) clp_.setRowBounds(extra_row(r), problem.rows[r].min, problem.rows[r].max);
    clp_.setRowBounds(extra_row(problem.rows.size()), problem.seats, problem.seats);
    for (std::size_t t = 0; t < types_; ++t) {
      std::vector<int> rows{static_cast<int>(t), extra_row(problem.rows.size())};
      std::vector<double> elements{1 / share_[t], 1};
      for (const int row : problem.types[t].rows) rows.push_back(extra_row(static_cast<std::size_t>(row))), elements.push_back(1);
      clp_.addColumn(static_cast<int>(rows.size()), rows.data(), elements.data(), 0, problem.types[t].seats_max, 0);
    }
  }

  // The levels at which types were fixed, for the first stage only or for all.
  std::optional<std::vector<double>> solve(double cap, bool all_stages) {
    for (std::size_t t = 0; t < types_; ++t)
      if (cap > 0) clp_.setColumnBounds(chance(t), 0, cap);
    std::vector<bool> is_open(types_, true);
    std::vector<double> result(types_, 0);
    for (auto open = types_; open > 0;) {
      clp_.setObjectiveCoefficient(level(), 1);
      if (!optimise()) {
        if (open == types_) return std::nullopt;
        throw std::runtime_error("the reference program failed");
      }
      clp_.setObjectiveCoefficient(level(), 0);
      const double z = clp_.objectiveValue();
      if (!all_stages) return std::vector<double>(types_, z);
      for (std::size_t t = 0; t < types_; ++t)
        if (is_open[t]) clp_.setColumnBounds(chance(t), z - guard, cap > 0 ? cap : infinity);
      // A type is fixed only when no optimum at all lets it rise.
      std::vector<double> most(types_, 0);
      const auto note = [&] {
        for (std::size_t t = 0; t < types_; ++t) most[t] = std::max(most[t], clp_.primalColumnSolution()[chance(t)]);
      };
      note();
      for (std::size_t t = 0; t < types_; ++t) {
        if (!is_open[t] || most[t] > z + rise) continue;
        clp_.setObjectiveCoefficient(chance(t), 1);
        if (!optimise()) throw std::runtime_error("the reference program failed in its check");
        clp_.setObjectiveCoefficient(chance(t), 0);
        note();
      }
      const auto before = open;
      for (std::size_t t = 0; t < types_; ++t)
        if (is_open[t] && most[t] <= z + rise) {
          is_open[t] = false, --open, result[t] = z;
          clp_.setRowBounds(static_cast<int>(types_ + t), -infinity, infinity);
        }
      if (open == before) throw std::runtime_error("the reference fixed no type");
    }
    return result;
  }

 private:
  static constexpr double guard = 1e-8, rise = 1e-6;

  // From the last basis, and once more from none when that fails.
  bool optimise() {
    clp_.primal();
    if (!clp_.isProvenOptimal()) {
      clp_.allSlackBasis(true);
      clp_.dual();
      clp_.primal();
    }
    return clp_.isProvenOptimal();
  }

  int chance(std::size_t t) const { return static_cast<int>(t); }
  int level() const { return static_cast<int>(types_); }
  int extra_row(std::size_t r) const { return static_cast<int>(2 * types_ + r); }

  void resize(std::size_t extra) {
    clp_.resize(static_cast<int>(2 * types_ + extra), 0);
    for (std::size_t t = 0; t < types_; ++t) {
      clp_.setRowBounds(static_cast<int>(t), 0, 0);
      clp_.setRowBounds(static_cast<int>(types_ + t), 0, infinity);
    }
    for (std::size_t t = 0; t < types_; ++t) {
      const int rows[] = {static_cast<int>(t), static_cast<int>(types_ + t)};
      const double elements[] = {-1, 1};
      clp_.addColumn(2, rows, elements, 0, infinity, 0);
    }
    std::vector<int> rows(types_);
    std::iota(rows.begin(), rows.end(), static_cast<int>(types_));
    const std::vector<double> elements(types_, -1);
    clp_.addColumn(static_cast<int>(types_), rows.data(), elements.data(), 0, infinity, 0);
  }

  std::size_t types_;
  std::vector<double> share_;   // seats at level 1
  ClpSimplex clp_;
};

}  // namespace

std::optional<std::vector<Counts>> all_panels(const Problem& problem, std::size_t most) { return Enumerator(problem, most).run(); }

std::optional<std::vector<double>> leximin_of(const Problem& problem, const std::vector<Counts>& panels, double cap) {
  if (panels.empty()) return std::nullopt;
  Program program(problem);
  program.over_panels(panels);
  return program.solve(cap, true);
}

std::optional<double> maximin_of(const Problem& problem, const std::vector<Counts>& panels, double cap) {
  if (panels.empty()) return std::nullopt;
  Program program(problem);
  program.over_panels(panels);
  const auto levels = program.solve(cap, false);
  return levels ? std::optional(levels->front()) : std::nullopt;
}

std::optional<std::vector<double>> fractional_leximin_of(const Problem& problem, double cap) {
  Program program(problem);
  program.over_fractions(problem);
  return program.solve(cap, true);
}

}  // namespace shopper::sortition::testing
