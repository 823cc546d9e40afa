#include "selection/sortition/polytope.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "selection/solver/linear_program.h"

namespace shopper::sortition {
namespace {

using selection::LinearProgram;
using selection::Term;

constexpr double violation_tolerance = 1e-8;   // seats
constexpr double multiplier_tolerance = 1e-7;
constexpr double level_zero = 1e-7;

// The elastic program: rows may be violated at a price of one per seat, so it is feasible for any bounds of the columns.
class Elastic {
 public:
  explicit Elastic(const Problem& problem, double cap) : problem_(problem) {
    unit_ = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
    for (const auto& row : problem.rows) program_.add_row(row.min, row.max);
    size_row_ = program_.add_row(problem.seats, problem.seats);
    for (const auto& type : problem.types) {
      std::vector<Term> terms;
      for (const int row : type.rows) terms.push_back({row, 1});
      terms.push_back({size_row_, 1});
      share_.push_back(type.people * unit_);
      const double most = cap > 0 ? std::min<double>(type.seats_max, cap * share_.back()) : type.seats_max;
      high_.push_back(most);
      columns_.push_back(program_.add_column(0, most, 0, terms));
    }
    for (int row = 0; row <= size_row_; ++row) {
      program_.add_column(0, 1e9, 1, {{row, 1}});
      program_.add_column(0, 1e9, 1, {{row, -1}});
    }
  }

  void set_low(std::size_t type, double low) { program_.set_column(columns_[type], std::min(low, high_[type]), high_[type]); }
  // The least total violation; infinite when the solver fails.
  double violation() {
    ++programs;
    return program_.minimise() ? program_.objective() : std::numeric_limits<double>::infinity();
  }
  void set_cap(double cap) {
    for (std::size_t t = 0; t < high_.size(); ++t) high_[t] = std::min<double>(problem_.types[t].seats_max, cap * share_[t]);
    cap_ = cap;
  }
  bool capped(std::size_t type) const { return cap_ * share_[type] < problem_.types[type].seats_max; }
  double weight(std::size_t type) const { return program_.reduced_cost(columns_[type]); }
  double expected(std::size_t type) const { return program_.value(columns_[type]); }
  double share(std::size_t type) const { return share_[type]; }                  // seats at level 1
  double ceiling(std::size_t type) const { return high_[type] / share_[type]; }  // the highest level it can have
  Multipliers multipliers() const {
    Multipliers all;
    for (int row = 0; row <= size_row_; ++row) all.push_back(program_.price(row));
    return all;
  }

  Multipliers size_alone() const {
    Multipliers proof(problem_.rows.size() + 1, 0);
    proof.back() = -1;
    return proof;
  }

  int programs = 0;

 private:
  const Problem& problem_;
  double unit_ = 0, cap_ = 0;
  int size_row_ = 0;
  LinearProgram program_;
  std::vector<int> columns_;
  std::vector<double> share_, high_;
};

// The highest common level of the open types, and which of them are held there.
std::optional<Stage> highest_level(Elastic& elastic, const std::vector<std::size_t>& open, double seats_left, double below) {
  double shares = 0, ceiling = std::numeric_limits<double>::infinity();
  for (const auto type : open) {
    shares += elastic.share(type);
    ceiling = std::min(ceiling, elastic.ceiling(type));
  }
  const double average = seats_left / shares;
  const double above = std::min(average, ceiling);
  // From the level below in growing steps until one is violated: nearby programs differ by few pivots, the far end by many.
  double step = 0.01;
  Stage stage{below > 0 ? std::min(above, below * (1 + step)) : above, {}, {}};
  constexpr int rounds_max = 200;
  for (int round = 0; round < rounds_max; ++round) {
    for (const auto type : open) elastic.set_low(type, stage.level * elastic.share(type));
    const double violation = elastic.violation();
    if (!std::isfinite(violation)) return std::nullopt;
    if (violation <= violation_tolerance && stage.held.empty() && stage.level < above) {
      step *= 3;
      stage.level = std::min(above, stage.level * (1 + step));
      continue;
    }
    if (violation <= violation_tolerance) {
      if (stage.held.empty()) {   // nothing stood in the way but the ceiling or the average itself
        const bool is_average = average <= ceiling * (1 + 1e-12);
        for (const auto type : open)
          if (is_average || elastic.ceiling(type) <= stage.level * (1 + 1e-12)) stage.held.push_back(static_cast<int>(type));
        // All seats together are k: the size's row alone proves it.
        if (is_average) stage.proof = elastic.size_alone();
      }
      return stage;
    }
    double slope = 0;
    stage.held.clear();
    for (const auto type : open)
      if (elastic.weight(type) > multiplier_tolerance) {
        slope += elastic.weight(type) * elastic.share(type);
        stage.held.push_back(static_cast<int>(type));
      }
    if (slope <= 0 || stage.level <= 0) return std::nullopt;   // violated whatever the open types get
    stage.proof = elastic.multipliers();
    stage.level = std::max(0.0, stage.level - violation / slope);
  }
  return std::nullopt;
}

}  // namespace

std::optional<FairPoint> fair_point(const Problem& problem, Depth depth, double cap) {
  if (problem.seats <= 0 || problem.people() < problem.seats) return std::nullopt;
  Elastic elastic(problem, cap);
  std::vector<std::size_t> open;
  for (std::size_t t = 0; t < problem.types.size(); ++t)
    if (problem.types[t].seats_max > 0) open.push_back(t);
  FairPoint point;
  double seats_left = problem.seats, below = 0;
  while (!open.empty()) {
    auto stage = highest_level(elastic, open, std::max(0.0, seats_left), below);
    if (!stage) return std::nullopt;
    below = stage->level;
    if (point.stages.empty()) point.lowest = stage->level;
    // The guard keeps the next programs feasible in floating point; it is far below one seat in a billion panels.
    std::vector<std::size_t> rest, held(stage->held.begin(), stage->held.end());
    for (const auto type : held) {
      const double seats = stage->level * elastic.share(type);
      elastic.set_low(type, seats * (1 - 1e-12));
      seats_left -= seats;
    }
    std::set_difference(open.begin(), open.end(), held.begin(), held.end(), std::back_inserter(rest));
    open = std::move(rest);
    point.stages.push_back(std::move(*stage));
    if (depth == Depth::maximin) break;
  }
  for (std::size_t t = 0; t < problem.types.size(); ++t) point.expected.push_back(std::max(0.0, elastic.expected(t)));
  point.programs = elastic.programs;
  return point;
}

std::optional<Impossible> impossible_types(const Problem& problem) {
  const auto first = fair_point(problem, Depth::maximin);
  if (!first) return std::nullopt;
  Impossible impossible;
  if (first->lowest > level_zero) return impossible;
  // Who has no chance in the leximin point has none anywhere: it would have raised her.
  const auto point = fair_point(problem, Depth::leximin);
  if (!point) return std::nullopt;
  const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
  for (std::size_t t = 0; t < point->expected.size(); ++t)
    if (point->expected[t] <= level_zero * problem.types[t].people * unit) impossible.types.push_back(static_cast<int>(t));
  for (const auto& stage : point->stages)
    if (stage.level <= level_zero) impossible.proofs.push_back(stage);
  return impossible;
}

double weight_of(const Type& type, const Multipliers& proof) {
  double weight = proof.back();
  for (const int row : type.rows) weight += proof[static_cast<std::size_t>(row)];
  return weight;
}

// For every panel: sum_r proof_r * held_r = sum_t w_t c_t with w_t the sum of a type's multipliers. This is the least that the left side can be.
double least_of_rows(const Problem& problem, const Multipliers& proof) {
  double least = proof.back() * problem.seats;
  for (std::size_t r = 0; r < problem.rows.size(); ++r) least += std::min(proof[r] * problem.rows[r].min, proof[r] * problem.rows[r].max);
  return least;
}

double most_seats(const Problem& problem, int type, const Multipliers& proof) {
  const double weight = weight_of(problem.types[static_cast<std::size_t>(type)], proof);
  if (weight >= 0) return std::numeric_limits<double>::infinity();
  double most = 0;
  for (const auto& other : problem.types) most += std::max(weight_of(other, proof), 0.0) * other.seats_max;
  // least <= most + weight * seats
  return (most - least_of_rows(problem, proof)) / -weight;
}

double proven_bound(const Problem& problem, const Multipliers& proof, double cap, const std::vector<double>& held) {
  // Of every lottery, in expectation: types with w < 0 hold at least what they are promised (L * share), types with w > 0 at most their ceiling.
  const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
  const double left = least_of_rows(problem, proof);
  double most = 0, slope = 0;
  for (std::size_t t = 0; t < problem.types.size(); ++t) {
    const auto& type = problem.types[t];
    if (type.seats_max == 0) continue;
    const double weight = weight_of(type, proof), share = type.people * unit;
    if (weight > 0) most += weight * (cap > 0 ? std::min<double>(type.seats_max, cap * share) : type.seats_max);
    else if (!held.empty() && held[t] >= 0) most += weight * held[t] * share;
    else slope -= weight * share;
  }
  // left <= most - slope * L
  return slope > 0 ? (most - left) / slope : std::numeric_limits<double>::infinity();
}

std::optional<double> goldilocks_cap(const Problem& problem, double gamma) {
  // f(U, L), the least violation under cap U and level L, is convex; the best (U, L) has f <= 0. Kelley's cutting planes: the best point that
  // the cuts so far allow, then a cut there, until the point itself keeps every row.
  if (problem.seats <= 0 || problem.people() < problem.seats) return std::nullopt;
  struct Cut {
    double constant, by_cap, by_level;   // constant + by_cap * U + by_level * L <= 0
  };
  const double cap_max = static_cast<double>(problem.people()) / problem.seats;
  std::vector<Cut> cuts;
  Elastic elastic(problem, 1);
  double level_max = 1;
  for (std::size_t t = 0; t < problem.types.size(); ++t)
    if (const auto& type = problem.types[t]; type.seats_max > 0) level_max = std::min(level_max, type.seats_max / elastic.share(t));
  const auto best_level = [&](double cap) {
    double level = level_max;
    for (const auto& cut : cuts) {
      const double room = -cut.constant - cut.by_cap * cap;
      if (cut.by_level > multiplier_tolerance) level = std::min(level, room / cut.by_level);
      else if (room < -violation_tolerance) return 0.0;
    }
    return std::max(level, 0.0);
  };
  const auto worth = [&](double cap) {
    const double level = best_level(cap);
    return level > 0 ? cap + gamma / level : std::numeric_limits<double>::infinity();
  };
  double cap = 1, level = level_max;
  constexpr int cuts_max = 300;
  for (int round = 0; round < cuts_max; ++round) {
    elastic.set_cap(cap);
    for (std::size_t t = 0; t < problem.types.size(); ++t) elastic.set_low(t, level * elastic.share(t));
    const double violation = elastic.violation();
    if (violation <= 1e-6) return cap;
    if (!std::isfinite(violation)) return std::nullopt;
    Cut cut{violation, 0, 0};
    for (std::size_t t = 0; t < problem.types.size(); ++t) {
      const double weight = elastic.weight(t) * elastic.share(t);
      if (problem.types[t].seats_max == 0) continue;
      if (weight > 0) cut.by_level += weight;
      else if (elastic.capped(t)) cut.by_cap += weight;
    }
    cut.constant -= cut.by_cap * cap + cut.by_level * level;
    cuts.push_back(cut);
    // The best allowed point: worth is convex along the cap.
    double low = 1, high = cap_max;
    if (!std::isfinite(worth(high))) return std::nullopt;
    for (int step = 0; step < 200; ++step) {
      const double a = low + (high - low) * 0.382, b = low + (high - low) * 0.618;
      const double fa = worth(a), fb = worth(b);
      if (!std::isfinite(fa) || fa > fb) low = a;
      else high = b;
    }
    cap = high, level = best_level(high);
  }
  return cap;
}

}  // namespace shopper::sortition
