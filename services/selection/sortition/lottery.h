// The fair lottery: a list of whole panels of which one is drawn, every panel with the same chance, and the proof of how fair it is.
// docs/DRAW.md explains the method; sortition.md has the mathematics and the published results.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "selection/sortition/polytope.h"
#include "selection/sortition/problem.h"
#include "selection/sortition/random.h"

namespace shopper::sortition {

// leximin: the lowest chance as high as possible, then the second lowest, and so on. maximin: only the lowest. nash: the product of all chances.
// goldilocks: leximin under the cap that best balances the highest against the lowest chance.
enum class Method { leximin, maximin, nash, goldilocks };

struct Cap {
  enum class Kind { off, automatic, fixed } kind = Kind::automatic;   // automatic: the Goldilocks cap
  double level = 0;                                                   // fixed: nobody's chance is above level * k/n
};

struct Options {
  Method method = Method::leximin;
  Cap cap;
  int panels = 1000;
  Random::Seed seed{1, 2, 3, 4};
  double search_limit_s = 120;   // for the search over whole panels, where fractional ones do not suffice
  std::function<void(const std::string& step, double done)> progress;   // done: 0 to 1
};

// What proves the objective. `bound` holds for every lottery (by duality, checked without the solver); `reached` is what the weighted panels give.
struct Certificate {
  bool exact = false;             // reached equals the optimum: no lottery is fairer in the sense of the method
  double bound = 0;               // of the lowest chance, the impossible types' apart: proven_bound with these types' seats_max 0
  double reached = 0;             // the lowest chance under `weights`
  double error_seats = 0;         // the largest difference between the weighted panels and the fair point
  std::vector<Stage> stages;      // the proof, level after level; the first one's multipliers are behind the bound. Empty for nash
  std::vector<Stage> nowhere;     // the proof that the impossible types are in no panel; of those that only whole panels rule out there is none
  std::vector<Panel> panels;      // with these weights the fair point exactly; the first are those of the list
  std::vector<double> weights;
};

struct Lottery {
  std::vector<double> expected;       // the fair point: expected seats by type
  std::vector<Panel> panels;          // the list
  std::vector<long> appearances;      // by type, counted in the list
  double cap = 0;                     // in units of k/n; 0 for none
  bool whole_search = false;          // fractional panels did not suffice: columns were generated
  std::vector<int> impossible;        // types that are in no panel
  Certificate certificate;
  struct Seconds {
    double point = 0, panels = 0, certificate = 0;
  } seconds;
};

enum class Refusal {
  too_few_people,     // fewer than the panel has seats
  quotas_impossible,  // no panel keeps every row
  cap_impossible,     // no lottery keeps the cap
  not_resolved,       // the search ended at its limit, or the solver's numbers did not survive the check in whole numbers
};

struct Outcome {
  std::optional<Lottery> lottery;
  Refusal refusal = Refusal::not_resolved;   // when there is none
};

Outcome fair_lottery(const Problem& problem, const Options& options);

// The fair point alone: expected seats, cap, impossible types, levels and bound, without a list or a mixture. For pools that are drawn in two stages.
Outcome fair_chances(const Problem& problem, const Options& options);

}  // namespace shopper::sortition
