// The published column generation on single people: no types, no fractional panels.
#include <algorithm>
#include <coin/CbcModel.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <stdexcept>

#include "tests/sortition/reference.h"

namespace shopper::sortition::testing {
namespace {

// The panel of the highest weight; nothing when there is no panel.
class Oracle {
 public:
  explicit Oracle(const Pool& pool) : people_(static_cast<int>(pool.people.size())) {
    const int households = pool.households;
    std::vector<int> row_of, person_of;
    std::vector<double> low(static_cast<std::size_t>(households), 0), high(static_cast<std::size_t>(households), 1);
    const auto put = [&](int row, int person) { row_of.push_back(row), person_of.push_back(person); };
    for (int i = 0; i < people_; ++i)
      if (const int home = pool.people[static_cast<std::size_t>(i)].household; home >= 0) put(home, i);
    for (std::size_t f = 0; f < pool.quotas.size(); ++f)
      for (std::size_t v = 0; v < pool.quotas[f].size(); ++v) {
        for (int i = 0; i < people_; ++i)
          if (pool.people[static_cast<std::size_t>(i)].values[f] == static_cast<int>(v)) put(static_cast<int>(low.size()), i);
        low.push_back(pool.quotas[f][v].min), high.push_back(pool.quotas[f][v].max);
      }
    for (int i = 0; i < people_; ++i) put(static_cast<int>(low.size()), i);
    low.push_back(pool.seats), high.push_back(pool.seats);
    const std::vector<double> ones(row_of.size(), 1);
    CoinPackedMatrix matrix(true, row_of.data(), person_of.data(), ones.data(), static_cast<CoinBigIndex>(ones.size()));
    matrix.setDimensions(static_cast<int>(low.size()), people_);
    const std::vector<double> zero(pool.people.size(), 0), one(pool.people.size(), 1);
    solver_.messageHandler()->setLogLevel(0);
    solver_.loadProblem(matrix, zero.data(), one.data(), zero.data(), low.data(), high.data());
    solver_.setObjSense(-1);
    for (int i = 0; i < people_; ++i) solver_.setInteger(i);
  }

  std::optional<std::vector<int>> best(const std::vector<double>& weights) {
    for (int i = 0; i < people_; ++i) solver_.setObjCoeff(i, weights[static_cast<std::size_t>(i)]);
    CbcModel model(solver_);
    model.setLogLevel(0);
    model.messageHandler()->setLogLevel(0);
    // Cbc would otherwise take a panel for the best that falls short of it by up to 1e-5.
    model.setCutoffIncrement(1e-9);
    model.branchAndBound();
    if (!model.bestSolution()) return std::nullopt;
    std::vector<int> panel;
    for (int i = 0; i < people_; ++i)
      if (model.bestSolution()[i] > 0.5) panel.push_back(i);
    return panel;
  }

 private:
  int people_;
  OsiClpSolverInterface solver_;
};

}  // namespace

std::optional<std::vector<double>> leximin_of_people(const Pool& pool) {
  const auto n = pool.people.size();
  Oracle oracle(pool);
  std::vector<std::vector<int>> panels;
  std::vector<double> fixed(n, -1);
  std::vector<bool> is_covered(n, false);
  for (std::size_t i = 0; i < n; ++i) {
    if (is_covered[i]) continue;
    std::vector<double> weights(n, 0);
    weights[i] = 1;
    const auto panel = oracle.best(weights);
    if (!panel) return std::nullopt;
    panels.push_back(*panel);
    for (const int member : *panel) is_covered[static_cast<std::size_t>(member)] = true;
    if (!is_covered[i]) fixed[i] = 0;
  }
  // The published dual: min yhat - sum of fixed_i y_i, every known panel's y at most yhat, the y of the open people 1 in all.
  const int yhat = static_cast<int>(n);
  ClpSimplex dual;
  dual.setLogLevel(0);
  dual.setDualTolerance(1e-10);
  dual.setPrimalTolerance(1e-10);
  dual.resize(1, 0);
  dual.setRowBounds(0, 1, 1);
  for (int i = 0; i < yhat; ++i) {
    const int row = 0;
    const double one = 1;
    dual.addColumn(fixed[static_cast<std::size_t>(i)] < 0 ? 1 : 0, &row, &one, 0, COIN_DBL_MAX, 0);
  }
  dual.addColumn(0, nullptr, nullptr, 0, COIN_DBL_MAX, 1);
  const auto enter = [&](const std::vector<int>& panel) {
    auto columns = panel;
    std::vector<double> elements(panel.size(), 1);
    columns.push_back(yhat), elements.push_back(-1);
    dual.addRow(static_cast<int>(columns.size()), columns.data(), elements.data(), -COIN_DBL_MAX, 0);
  };
  for (const auto& panel : panels) enter(panel);
  while (std::find(fixed.begin(), fixed.end(), -1.0) != fixed.end()) {
    std::vector<double> y(n);
    for (;;) {
      dual.dual();
      if (!dual.isProvenOptimal()) throw std::runtime_error("the published dual failed");
      for (std::size_t i = 0; i < n; ++i) y[i] = std::max(0.0, dual.primalColumnSolution()[i]);
      const auto panel = oracle.best(y);
      if (!panel) throw std::runtime_error("the oracle failed");
      double value = 0;
      for (const int member : *panel) value += y[static_cast<std::size_t>(member)];
      if (value <= dual.primalColumnSolution()[yhat] + 1e-8) break;
      enter(*panel);
    }
    // A price far above the tolerance: its person cannot rise above the level in any optimum. The prices' sum is 1, so there is one.
    const double reached = std::max(0.0, dual.objectiveValue());
    const double enough = 0.5 / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i)
      if (fixed[i] < 0 && y[i] > enough) {
        fixed[i] = reached;
        dual.modifyCoefficient(0, static_cast<int>(i), 0, true);
        dual.setObjectiveCoefficient(static_cast<int>(i), -reached);
      }
  }
  return fixed;
}

}  // namespace shopper::sortition::testing
