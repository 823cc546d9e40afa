// Leximin over whole panels by column generation (Flanigan et al. 2021, on types): for pools so small that fractional panels promise more than
// whole ones can keep. Each stage finds the highest common level of the open types; an integer program looks for the panel that the level's
// prices undervalue most; when there is none, the level is proven, and types with a price are held there. sortition.md sections 2.3 and 4.4.
#pragma once

#include <functional>

#include "selection/sortition/problem.h"

namespace shopper::sortition {

struct WholeLottery {
  enum class Status {
    found,        // the leximin (or maximin) lottery
    no_panel,     // no panel keeps every row
    cap_broken,   // panels exist, but no lottery over them keeps the cap
    out_of_time,  // the search did not end
  } status = Status::out_of_time;
  std::vector<double> expected;   // seats by type
  std::vector<Panel> panels;
  std::vector<double> weights;    // of the panels; sum 1
  std::vector<int> impossible;    // types that are in no panel, ascending
  double lowest = 0;              // the lowest chance of a possible type, in units of k/n
};

// The lottery over whole panels with the greatest product of the chances of those who have one: it begins with the maximin panels, and the best new
// panel by the product's derivatives bounds, at each round, how much any lottery could gain; it ends when that is a millionth of the geometric mean.
WholeLottery whole_nash(const Problem& problem, double cap, double limit_s, const std::function<void(double)>& progress);

// `cap` in units of k/n, 0 for none. `leximin` false stops after the first level.
WholeLottery whole_lottery(const Problem& problem, bool leximin, double cap, double limit_s, const std::function<void(double)>& progress);

}  // namespace shopper::sortition
