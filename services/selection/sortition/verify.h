// What anybody can check of a draw without trusting who made it, or any solver: additions and multiplications over the published numbers.
#pragma once

#include <string>

#include "selection/sortition/lottery.h"

namespace shopper::sortition {

// What is published of a draw.
struct Claim {
  Problem problem;
  Method method = Method::leximin;
  double cap = 0;                     // in units of k/n; 0 for none
  std::vector<int> impossible;        // types said to be in no panel
  std::vector<double> expected;       // seats by type
  std::vector<Panel> list;            // of which one is drawn
  std::vector<Stage> stages;
  std::vector<Stage> nowhere;         // the proof that the impossible types are in no panel
  std::vector<Panel> mixture;         // with `weights` the expected seats
  std::vector<double> weights;
};

struct Check {
  enum class Verdict { holds, fails, not_shown } verdict = Verdict::fails;
  std::string name;     // stable: panels, list_shares, cap, in_no_panel, mixture, lowest_chance, further_levels; point
  std::string detail;   // in English, with the numbers
};

// The lowest chance, in units of k/n, that no lottery can exceed, by the first level's multipliers and the types' ceilings; the impossible types
// apart. Infinite where the claim has no levels.
double bound_of_lowest(const Claim& claim);

// All checks, in that order. `not_shown`: the claim brings nothing that would prove it.
std::vector<Check> verify(const Claim& claim);

// Of a claim without panels: that the expected seats keep every row (`point`), and that no lottery gives better chances: cap, in_no_panel,
// lowest_chance, further_levels. That whole panels attain them is not said.
std::vector<Check> verify_point(const Claim& claim);

}  // namespace shopper::sortition
