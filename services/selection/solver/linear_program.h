// A linear program that is solved again and again with other bounds: minimise c.x subject to rows within [low, high] and columns within theirs.
// Solved by Clp's simplex from the last basis; deterministic for a build.
#pragma once

#include <memory>
#include <vector>

#include "selection/solver/integer_program.h"

namespace shopper::selection {

class LinearProgram {
 public:
  LinearProgram();
  ~LinearProgram();
  LinearProgram(const LinearProgram&) = delete;
  LinearProgram& operator=(const LinearProgram&) = delete;

  // Rows first: a column's terms name rows by index (Term::variable is the row).
  int add_row(double low, double high);
  int add_column(double low, double high, double cost, const std::vector<Term>& terms);
  void set_column(int column, double low, double high);
  void set_cost(int column, double cost);

  // Whether an optimum was reached; after false nothing else may be asked.
  bool minimise();
  double objective() const;
  double value(int column) const;
  double price(int row) const;          // of one more unit of the row
  double reduced_cost(int column) const; // > 0: at its low bound, < 0: at its high bound

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopper::selection
