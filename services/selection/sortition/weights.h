// Exact weights for a list of panels: the proof that a fair point of the fractional panels is a lottery over whole panels.
//
// With the same weight 1/m each, the list gives type t within one appearance of m * expected_t. The smallest change of weights (in squares) that
// makes every type's seats exactly right is the solution of a linear system, mu = C' (C C')^-1 d with C the seats by type and panel; if no
// weight falls below zero, the expected seats are a mixture of whole panels, and what was an upper bound is attained. Conjugate gradients need
// only products with C, which has as many entries as the panels have seats: milliseconds, where a linear program takes minutes.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"

namespace shopper::sortition {

struct Weights {
  std::vector<double> by_panel;   // >= 0; sum 1
  double error_seats = 0;         // the largest difference from a type's expected seats, counted afterwards
};

// Errors above this are no proof.
constexpr double error_seats_max = 1e-8;

// Nothing when no such weights were found: the list is too short for so many types, or the seats are no mixture of whole panels.
std::optional<Weights> exact_weights(const std::vector<double>& expected, const std::vector<Panel>& panels);

}  // namespace shopper::sortition
