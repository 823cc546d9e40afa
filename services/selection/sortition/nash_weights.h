// The lottery over given panels with the greatest product of chances: the inner problem of column generation for Nash.
#pragma once

#include "selection/sortition/problem.h"

namespace shopper::sortition {

struct NashWeights {
  std::vector<double> weights;   // of the panels; sum 1
  std::vector<double> seats;     // expected, by type
  std::vector<double> prices;    // by type, of its limit of seats
};

// Maximises sum_t worth_t log(seats_t) with seats_t <= most_t (infinite for none); the sum of `worth` is 1, types of worth 0 may be in no panel.
// The others must be in some panel. A primal-dual interior-point method on the weights; the result is what it reached, for its caller to judge.
NashWeights nash_weights(const std::vector<Panel>& panels, const std::vector<double>& worth, const std::vector<double>& most);

}  // namespace shopper::sortition
