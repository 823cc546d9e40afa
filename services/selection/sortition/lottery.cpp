#include "selection/sortition/lottery.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "selection/sortition/column_generation.h"
#include "selection/sortition/deal.h"
#include "selection/sortition/favour.h"
#include "selection/sortition/nash.h"
#include "selection/sortition/polytope.h"
#include "selection/sortition/relaxation.h"
#include "selection/sortition/weights.h"

namespace shopper::sortition {
namespace {

// Beyond this many panels an exact mixture is not attempted; such pools are drawn in two stages.
constexpr double proof_panels_max = 20000;
constexpr double tight_seats = 1e-6;
// Whole panels are searched for pools of at most so many types.
constexpr std::size_t searched_types_max = 400;

class Stopwatch {
 public:
  double lap_s() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// The face of the fair point: a row whose expected seats are at a bound is at that bound in every panel of every lottery that attains the point.
Problem face_of(Problem problem, const std::vector<double>& expected) {
  std::vector<double> held(problem.rows.size(), 0);
  for (std::size_t t = 0; t < expected.size(); ++t)
    for (const int row : problem.types[t].rows) held[static_cast<std::size_t>(row)] += expected[t];
  for (std::size_t r = 0; r < held.size(); ++r) {
    auto& row = problem.rows[r];
    if (held[r] > row.max - tight_seats) row.min = row.max;
    else if (held[r] < row.min + tight_seats) row.max = row.min;
  }
  return problem;
}

// A list is rounded in favour of those who have least; where that cannot be dealt, and for panels that only prove, to the nearest.
enum class Rounding { favouring, nearest };

std::optional<std::vector<Panel>> dealt(const Problem& problem, const std::vector<double>& expected, int panels, Rounding rounding, Random& random) {
  constexpr int attempts = 2;
  for (int attempt = rounding == Rounding::favouring ? -1 : 0; attempt < attempts; ++attempt) {
    const auto favoured = attempt < 0 ? favour_lowest(problem, expected, panels) : Favoured{expected, 0};
    auto appearances = whole_appearances(problem, favoured.seats, panels, random);
    if (!appearances) continue;
    appearances->least_each = favoured.least;
    auto made = deal(problem, *appearances, panels, random);
    if (made && std::all_of(made->begin(), made->end(), [&](const Panel& panel) { return is_panel(problem, panel); })) return made;
  }
  return std::nullopt;
}

// From weighted panels to a list in which each has the same chance: always the panel whose types lag most behind what they are due.
std::vector<Panel> unweighted(const std::vector<Panel>& panels, const std::vector<double>& weights, const std::vector<double>& expected, int wanted) {
  std::vector<double> given(expected.size(), 0);
  std::vector<Panel> list;
  for (int j = 1; j <= wanted; ++j) {
    double best = -std::numeric_limits<double>::infinity();
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < panels.size(); ++i) {
      if (weights[i] < 1e-9) continue;
      double lag = 0;
      for (const auto& [type, count] : panels[i]) {
        const auto t = static_cast<std::size_t>(type);
        lag += count * (j * expected[t] - given[t]) / expected[t];
      }
      if (lag > best) best = lag, chosen = i;
    }
    for (const auto& [type, count] : panels[chosen]) given[static_cast<std::size_t>(type)] += count;
    list.push_back(panels[chosen]);
  }
  return list;
}

// The largest difference between a list and what people are due, in appearances a person.
double unevenness(const Problem& problem, const std::vector<double>& expected, const std::vector<Panel>& list) {
  std::vector<double> given(expected.size(), 0);
  for (const auto& panel : list)
    for (const auto& [type, count] : panel) given[static_cast<std::size_t>(type)] += count;
  double most = 0;
  for (std::size_t t = 0; t < expected.size(); ++t)
    most = std::max(most, std::abs(given[t] - static_cast<double>(list.size()) * expected[t]) / problem.types[t].people);
  return most;
}

double lowest_chance(const Problem& problem, const std::vector<double>& expected, const std::vector<int>& impossible) {
  const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < expected.size(); ++t)
    if (!std::binary_search(impossible.begin(), impossible.end(), static_cast<int>(t))) lowest = std::min(lowest, expected[t] / (problem.types[t].people * unit));
  return lowest;
}

class Procedure {
 public:
  Procedure(const Problem& problem, const Options& options) : problem_(problem), options_(options), random_(options.seed), barred_(problem) {}

  Outcome run() {
    if (const auto refusal = found_point()) return {std::nullopt, *refusal};
    tell("panels", 0);
    face_ = face_of(barred_, lottery_.expected);
    if (auto list = has_point_ ? dealt(face_, lottery_.expected, options_.panels, Rounding::favouring, random_) : std::nullopt) lottery_.panels = std::move(*list);
    lottery_.seconds.panels = watch_.lap_s();
    tell("certificate", 0);
    if (lottery_.panels.empty() || !certify())
      if (const auto refusal = search_whole_panels()) return {std::nullopt, *refusal};
    lottery_.seconds.certificate = watch_.lap_s();
    return finished();
  }

  Outcome run_point() {
    if (const auto refusal = found_point()) return {std::nullopt, *refusal};
    take_bound();
    lottery_.certificate.reached = lottery_.certificate.bound;
    return {std::move(lottery_), {}};
  }

 private:
  std::optional<Refusal> found_point() {
    if (problem_.seats < 1 || problem_.people() < problem_.seats) return Refusal::too_few_people;
    tell("point", 0);
    if (!bar_impossible_types()) return Refusal::quotas_impossible;
    if (!find_cap()) return Refusal::not_resolved;
    if (!find_point()) return without_point();
    lottery_.seconds.point = watch_.lap_s();
    return std::nullopt;
  }

  void take_bound() {
    auto& certificate = lottery_.certificate;
    if (!certificate.stages.empty() && !certificate.stages[0].proof.empty()) certificate.bound = proven_bound(barred_, certificate.stages[0].proof, lottery_.cap);
  }

  void tell(const char* step, double done) const {
    if (options_.progress) options_.progress(step, done);
  }

  // Types that are in no panel take no part: whatever is best for the others, they have no chance.
  bool bar_impossible_types() {
    auto impossible = impossible_types(problem_);
    if (!impossible) return false;
    for (const int type : impossible->types) barred_.types[static_cast<std::size_t>(type)].seats_max = 0;
    lottery_.impossible = std::move(impossible->types);
    lottery_.certificate.nowhere = std::move(impossible->proofs);
    return true;
  }

  // The quotas have a fractional panel; if they have a whole one too, it is the cap that is impossible.
  Refusal without_point() const {
    if (lottery_.cap == 0) return Refusal::not_resolved;
    return smallest_relaxation(problem_, problem_.rows, options_.search_limit_s) ? Refusal::cap_impossible : Refusal::quotas_impossible;
  }

  bool automatic_cap() const { return options_.method == Method::goldilocks || options_.cap.kind == Cap::Kind::automatic; }

  bool find_cap() {
    if (automatic_cap()) {
      const auto cap = goldilocks_cap(barred_);
      if (!cap) return false;
      // A hair above, so that the cap that was just feasible is feasible again.
      lottery_.cap = *cap * (1 + 1e-6);
    } else if (options_.cap.kind == Cap::Kind::fixed) {
      lottery_.cap = options_.cap.level;
    }
    return true;
  }

  bool find_point() {
    auto& certificate = lottery_.certificate;
    const auto point = fair_point(barred_, options_.method == Method::maximin ? Depth::maximin : Depth::leximin, lottery_.cap);
    if (!point) return false;
    lottery_.expected = point->expected;
    certificate.bound = point->lowest;
    certificate.stages = point->stages;
    if (options_.method == Method::nash) {
      auto nash = nash_point(barred_, lottery_.cap);
      // Where the fractional panels give none, whole ones may.
      has_point_ = nash.has_value();
      if (!nash && problem_.types.size() > searched_types_max) return false;
      if (nash) lottery_.expected = std::move(*nash);
    }
    for (const int type : lottery_.impossible) lottery_.expected[static_cast<std::size_t>(type)] = 0;
    return true;
  }

  // Whether the fair point is an exact mixture of whole panels, of the list alone or with more panels of the same face.
  bool certify() {
    auto& certificate = lottery_.certificate;
    double rarest = problem_.seats;
    for (const double seats : lottery_.expected)
      if (seats > 0) rarest = std::min(rarest, seats);
    const double wanted = std::max(1.6 * static_cast<double>(problem_.types.size()), 3 / rarest);
    certificate.panels = lottery_.panels;
    constexpr int attempts = 4;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      if (const auto weights = exact_weights(lottery_.expected, certificate.panels)) {
        certificate.weights = weights->by_panel, certificate.error_seats = weights->error_seats, certificate.exact = true;
        even_out();
        return true;
      }
      const double missing = wanted * (attempt + 1) - static_cast<double>(certificate.panels.size());
      if (wanted > proof_panels_max || (attempt > 0 && missing < 0)) break;
      if (const int more = static_cast<int>(std::max(missing, 200.0)); auto panels = dealt(face_, lottery_.expected, more, Rounding::nearest, random_))
        certificate.panels.insert(certificate.panels.end(), panels->begin(), panels->end());
      else break;
      tell("certificate", (attempt + 1.0) / attempts);
    }
    certificate.panels.clear();
    // A large pool's list stands without an exact mixture; a small one's fair point may be no mixture of whole panels at all.
    return problem_.types.size() > searched_types_max;
  }

  // A list whose last panels were hard to mend may be less even than one made of the exact mixture.
  void even_out() {
    constexpr double even = 2;
    const double dealt_unevenness = unevenness(problem_, lottery_.expected, lottery_.panels);
    if (dealt_unevenness < even) return;
    auto other = unweighted(lottery_.certificate.panels, lottery_.certificate.weights, lottery_.expected, options_.panels);
    if (unevenness(problem_, lottery_.expected, other) < dealt_unevenness) lottery_.panels = std::move(other);
  }

  // The refusal, or nothing: then there is a list.
  std::optional<Refusal> search_whole_panels() {
    using Status = WholeLottery::Status;
    const auto without = lottery_.panels.empty() ? std::optional(Refusal::not_resolved) : std::nullopt;
    const double share_max = static_cast<double>(problem_.people()) / problem_.seats;
    double left_s = options_.search_limit_s;   // for all caps together
    Stopwatch search;
    for (double cap = lottery_.cap;;) {
      const auto progress = [&](double done) { tell("certificate", done); };
      const double limit_s = std::max(left_s, 0.1);
      auto found = options_.method == Method::nash ? whole_nash(problem_, cap, limit_s, progress) : whole_lottery(problem_, options_.method != Method::maximin, cap, limit_s, progress);
      left_s -= search.lap_s();
      if (found.status == Status::no_panel) return Refusal::quotas_impossible;
      if (found.status == Status::out_of_time) return without;
      if (found.status == Status::found) {
        auto& certificate = lottery_.certificate;
        // The best balance was found for fractional panels; what remains is the fairest lottery under the cap that whole panels allow.
        certificate.exact = options_.method != Method::goldilocks;
        certificate.panels = found.panels, certificate.weights = found.weights;
        lottery_.panels = unweighted(found.panels, found.weights, found.expected, options_.panels);
        lottery_.whole_search = true;
        lottery_.expected = std::move(found.expected), lottery_.impossible = std::move(found.impossible), lottery_.cap = cap;
        return std::nullopt;
      }
      // Whole panels cannot keep the cap. One that was asked for is not exceeded; one of the engine's own gives way step by step.
      if (!automatic_cap()) return Refusal::cap_impossible;
      constexpr double wider = 1.1;
      cap = cap * wider < share_max ? cap * wider : 0;
    }
  }

  Outcome finished() {
    auto& certificate = lottery_.certificate;
    // The search may have barred more types, or widened the cap; the multipliers prove a bound whatever they were made for.
    for (const int type : lottery_.impossible) barred_.types[static_cast<std::size_t>(type)].seats_max = 0;
    take_bound();
    // What was proven of fractional panels says nothing of whole ones' further levels, or of another method's point.
    if (lottery_.whole_search || options_.method == Method::nash) certificate.stages.resize(std::min<std::size_t>(certificate.stages.size(), 1));
    lottery_.appearances.assign(problem_.types.size(), 0);
    for (const auto& panel : lottery_.panels) {
      if (!is_panel(problem_, panel)) return {std::nullopt, Refusal::not_resolved};
      for (const auto& [type, count] : panel) lottery_.appearances[static_cast<std::size_t>(type)] += count;
    }
    for (const auto& panel : certificate.panels)
      if (!is_panel(problem_, panel)) return {std::nullopt, Refusal::not_resolved};
    if (certificate.exact) {
      certificate.reached = lowest_chance(problem_, lottery_.expected, lottery_.impossible);
    } else {
      std::vector<double> given(lottery_.appearances.begin(), lottery_.appearances.end());
      for (double& seats : given) seats /= static_cast<double>(lottery_.panels.size());
      certificate.reached = lowest_chance(problem_, given, lottery_.impossible);
    }
    tell("certificate", 1);
    return {std::move(lottery_), {}};
  }

  const Problem& problem_;
  const Options& options_;
  Random random_;
  Stopwatch watch_;
  bool has_point_ = true;   // whole panels alone may have one
  Problem barred_;   // without seats for impossible types
  Problem face_;
  Lottery lottery_;
};

}  // namespace

Outcome fair_lottery(const Problem& problem, const Options& options) { return Procedure(problem, options).run(); }

Outcome fair_chances(const Problem& problem, const Options& options) { return Procedure(problem, options).run_point(); }

}  // namespace shopper::sortition
