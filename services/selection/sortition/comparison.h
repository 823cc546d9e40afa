// What each method of drawing would give the same pool: chances by candidate, fairness, and how mixed a panel is to be expected. For whoever
// chooses between methods, and for whoever asks why this one was chosen. Formulas and sources: docs/DRAW.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "selection/sortition/fairness.h"
#include "selection/sortition/lottery.h"

namespace shopper::sortition {

// The rows that count a feature's values. People count in at most one of them; who counts in none has a value without a quota.
struct FeatureValue {
  std::string name;
  int row = 0;
};
struct Feature {
  std::string name;
  std::vector<FeatureValue> values;
};

// The features of quotas, given as feature and value by row, in the order in which they first come.
std::vector<Feature> features_of(const std::vector<std::pair<std::string, std::string>>& quotas);

struct ComparisonOptions {
  Options chosen;                // the draw as it is meant to be; its lottery here is the one that fair_lottery gives for these options
  const Lottery* drawn = nullptr;   // that lottery, where it has been made already
  bool greedy_chosen = false;    // the plain greedy draw instead
  int greedy_draws = 2000;
  double search_limit_s = 30;    // for each of the other methods
  std::function<void(const std::string& method, double done)> progress;   // done: 0 to 1, of the whole
};

// Up to this share of the candidates, those with the lowest chances first, the chance is this one.
struct Step {
  double share = 0;
  double chance = 0;
};

// Steps of a curve; where there are more different chances, neighbours are told by their mean - never the lowest and the highest.
constexpr std::size_t curve_steps_max = 400;
std::vector<Step> curve_of(std::vector<Chance> chances, std::size_t steps_max = curve_steps_max);

struct MethodFigures {
  std::optional<Method> method;              // none: greedy
  Cap cap;                                   // as asked for
  bool chosen = false;
  std::optional<Refusal> refusal;            // why there is no such lottery; then nothing of what follows
  double cap_level = 0;                      // as it was kept, in units of k/n; 0 for none
  std::vector<double> chances;               // by type: of the fair point, where `certified` attained by whole panels; of greedy, as often as drawn
  std::vector<Step> curve;
  Fairness fairness;
  bool certified = false;
  std::optional<double> bound;               // no lottery under this cap has a lowest chance above; people in no panel apart
  long in_no_panel = 0;                      // people
  int draws = 0;                             // of greedy
  std::vector<std::vector<double>> shares;   // by feature and value: the expected share of the panel
  std::vector<double> blau;                  // by feature, of these shares
  std::vector<double> cells;                 // by crossing: cells to be expected in a panel
};

struct ValueFigures {
  std::string name;   // "" for all values without a quota
  long people = 0;
  std::optional<Row> quota;
};
struct FeatureFigures {
  std::string name;
  std::vector<ValueFigures> values;
  double blau = 0;                                       // of the pool
  std::optional<std::pair<double, double>> blau_range;   // that the feature's own quotas allow a panel; nothing when they allow none
};

// Features taken together: a cell is one combination of their values.
struct Crossing {
  std::vector<std::size_t> features;
  long occupied = 0;   // cells that somebody of the pool is in
  long most = 0;       // cells that one panel can hold: these, or one a seat
};

struct Comparison {
  std::vector<FeatureFigures> features;
  std::vector<Crossing> crossings;      // every pair of features, and last all together; pairs only of up to paired_features_max features
  std::vector<MethodFigures> methods;   // the chosen one first
};
constexpr std::size_t paired_features_max = 12;

// The chosen method; leximin with the cap chosen and without one, maximin and Nash without, Goldilocks, greedy: each once.
Comparison compare(const Problem& problem, const std::vector<Feature>& features, const ComparisonOptions& options);

// The Blau index: the chance that two people taken at random (with replacement) differ; 0 when all are alike.
double blau_index(const std::vector<double>& shares);
// The least and the greatest index of so many seats under these bounds, the greatest over fractional seats; nothing when the bounds leave no panel.
std::optional<std::pair<double, double>> blau_range(const std::vector<Row>& bounds, int seats);

}  // namespace shopper::sortition
