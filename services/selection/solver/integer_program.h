// A small integer program: maximise c.x subject to rows, all variables integer within bounds. Solved by Cbc; deterministic for a build.
#pragma once

#include <vector>

namespace shopper::selection {

struct Term {
  int variable = 0;
  double coefficient = 1;
};

class IntegerProgram {
 public:
  // Returns the variable's index.
  int add_variable(double low, double high, double objective);
  void add_row(double low, double high, std::vector<Term> terms);
  struct Solution {
    std::vector<long> values;   // the best found; empty when none was
    bool proven = false;        // it is the best there is, or there is none; else the time was over
  };
  Solution maximise(double time_limit_s) const;

 private:
  struct Row {
    double low, high;
    std::vector<Term> terms;
  };
  std::vector<double> low_, high_, objective_;
  std::vector<Row> rows_;
};

}  // namespace shopper::selection
