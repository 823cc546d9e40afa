// Small dense systems of the interior-point methods.
#pragma once

#include <vector>

namespace shopper::sortition {

// Solves A x = b for a symmetric positive definite A (row-major), in place; a tiny pivot is a dependent row, whose unknown is set to zero.
void solve_positive(std::vector<double>& a, std::vector<double>& b);

}  // namespace shopper::sortition
