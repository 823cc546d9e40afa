#include "selection/solver/linear_program.h"

#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>

namespace shopper::selection {

struct LinearProgram::Impl {
  ClpSimplex simplex;
  // Columns that Clp has not seen yet: added in one block, for one at a time copies the matrix each time.
  std::vector<double> row_low, row_high, low, high, cost, elements;
  std::vector<int> rows;
  std::vector<CoinBigIndex> starts{0};
  int known_columns = 0, known_rows = 0;

  void hand_over() {
    if (known_rows < static_cast<int>(row_low.size())) {
      simplex.resize(static_cast<int>(row_low.size()), known_columns);
      for (int r = known_rows; r < static_cast<int>(row_low.size()); ++r) simplex.setRowBounds(r, row_low[static_cast<std::size_t>(r)], row_high[static_cast<std::size_t>(r)]);
      known_rows = static_cast<int>(row_low.size());
    }
    if (low.empty()) return;
    simplex.addColumns(static_cast<int>(low.size()), low.data(), high.data(), cost.data(), starts.data(), rows.data(), elements.data());
    known_columns += static_cast<int>(low.size());
    low.clear(), high.clear(), cost.clear(), elements.clear(), rows.clear();
    starts.assign(1, 0);
  }
};

LinearProgram::LinearProgram() : impl_(std::make_unique<Impl>()) {
  impl_->simplex.setLogLevel(0);
  impl_->simplex.setOptimizationDirection(1);
  // The programs here have coefficients of one size; scaling and perturbation only blur their vertices.
  impl_->simplex.scaling(0);
  impl_->simplex.setPerturbation(100);
  impl_->simplex.setPrimalTolerance(1e-9);
  impl_->simplex.setDualTolerance(1e-9);
}

LinearProgram::~LinearProgram() = default;

int LinearProgram::add_row(double low, double high) {
  impl_->row_low.push_back(low);
  impl_->row_high.push_back(high);
  return static_cast<int>(impl_->row_low.size()) - 1;
}

int LinearProgram::add_column(double low, double high, double cost, const std::vector<Term>& terms) {
  impl_->low.push_back(low);
  impl_->high.push_back(high);
  impl_->cost.push_back(cost);
  for (const auto& term : terms) {
    impl_->rows.push_back(term.variable);
    impl_->elements.push_back(term.coefficient);
  }
  impl_->starts.push_back(static_cast<CoinBigIndex>(impl_->rows.size()));
  return impl_->known_columns + static_cast<int>(impl_->low.size()) - 1;
}

void LinearProgram::set_column(int column, double low, double high) {
  impl_->hand_over();
  impl_->simplex.setColumnBounds(column, low, high);
}

void LinearProgram::set_cost(int column, double cost) {
  impl_->hand_over();
  impl_->simplex.setObjectiveCoefficient(column, cost);
}

bool LinearProgram::minimise() {
  impl_->hand_over();
  auto& simplex = impl_->simplex;
  // Changed bounds keep a basis dual feasible, so few pivots lead to the next optimum; what that cannot settle the primal method does.
  simplex.dual();
  if (simplex.status() != 0) simplex.primal();
  return simplex.status() == 0;
}

double LinearProgram::objective() const { return impl_->simplex.objectiveValue(); }
double LinearProgram::value(int column) const { return impl_->simplex.primalColumnSolution()[column]; }
double LinearProgram::price(int row) const { return impl_->simplex.dualRowSolution()[row]; }
double LinearProgram::reduced_cost(int column) const { return impl_->simplex.dualColumnSolution()[column]; }

}  // namespace shopper::selection
