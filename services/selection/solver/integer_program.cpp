#include "selection/solver/integer_program.h"

#include <coin/CbcModel.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>

#include <cmath>

namespace shopper::selection {

int IntegerProgram::add_variable(double low, double high, double objective) {
  low_.push_back(low);
  high_.push_back(high);
  objective_.push_back(objective);
  return static_cast<int>(low_.size()) - 1;
}

void IntegerProgram::add_row(double low, double high, std::vector<Term> terms) { rows_.push_back({low, high, std::move(terms)}); }

IntegerProgram::Solution IntegerProgram::maximise(double time_limit_s) const {
  std::vector<int> row_index, column_index;
  std::vector<double> elements, row_low, row_high;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    row_low.push_back(rows_[r].low);
    row_high.push_back(rows_[r].high);
    for (const auto& term : rows_[r].terms) {
      row_index.push_back(static_cast<int>(r));
      column_index.push_back(term.variable);
      elements.push_back(term.coefficient);
    }
  }
  CoinPackedMatrix matrix(true, row_index.data(), column_index.data(), elements.data(), static_cast<CoinBigIndex>(elements.size()));
  matrix.setDimensions(static_cast<int>(rows_.size()), static_cast<int>(low_.size()));
  OsiClpSolverInterface solver;
  solver.messageHandler()->setLogLevel(0);
  solver.loadProblem(matrix, low_.data(), high_.data(), objective_.data(), row_low.data(), row_high.data());
  solver.setObjSense(-1);
  for (std::size_t i = 0; i < low_.size(); ++i) solver.setInteger(static_cast<int>(i));
  // CbcModel, not CbcMain: the latter is not thread-safe (sortition.md).
  CbcModel model(solver);
  model.setLogLevel(0);
  model.messageHandler()->setLogLevel(0);
  model.setMaximumSeconds(time_limit_s);
  // Prices differ by less than Cbc's default steps between solutions.
  model.setCutoffIncrement(1e-9);
  model.branchAndBound();
  Solution solution;
  solution.proven = model.isProvenOptimal() || model.isProvenInfeasible();
  if (!model.bestSolution()) return solution;
  for (std::size_t i = 0; i < low_.size(); ++i) solution.values.push_back(std::lround(model.bestSolution()[i]));
  return solution;
}

}  // namespace shopper::selection
