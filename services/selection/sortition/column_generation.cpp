#include "selection/sortition/column_generation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "selection/sortition/nash_weights.h"
#include "selection/solver/linear_program.h"

namespace shopper::sortition {
namespace {

using selection::IntegerProgram;
using selection::LinearProgram;
using selection::Term;

constexpr double price_share = 1e-3;       // of the highest price, that proves a type held
constexpr double level_tolerance = 1e-6;   // of a level, in units of k/n
constexpr double product_gap = 1e-6;       // of the geometric mean
constexpr double worth_max = 1e12;         // beyond, the solver's tolerances mean nothing

class Search {
 public:
  Search(const Problem& problem, double cap, double limit_s, const std::function<void(double)>& progress)
      : problem_(problem), cap_(cap), progress_(progress), end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limit_s))) {
    const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
    for (const auto& type : problem.types) share_.push_back(type.people * unit);
  }

  WholeLottery run(bool leximin) {
    result_.status = searched(leximin);
    return std::move(result_);
  }

  WholeLottery run_nash() {
    result_.status = searched(false);
    if (result_.status == WholeLottery::Status::found) result_.status = searched_product();
    return std::move(result_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  WholeLottery::Status searched(bool leximin) {
    using Status = WholeLottery::Status;
    const auto types = problem_.types.size();
    held_.assign(types, -1);
    // A panel for each type, or the proof that it is in none.
    for (std::size_t t = 0; t < types; ++t) {
      if (is_covered(t)) continue;
      std::vector<double> worth(types, 0);
      worth[t] = 1;
      const auto panel = best_panel(worth);
      if (!panel) return out_of_time_ ? Status::out_of_time : Status::no_panel;
      if (Clock::now() > end_) return Status::out_of_time;
      add(*panel);
      if (!is_covered(t)) held_[t] = 0, result_.impossible.push_back(static_cast<int>(t));
    }
    const auto open = [&] { return std::count(held_.begin(), held_.end(), -1); };
    const auto all = static_cast<double>(open());
    for (bool first = true; open() > 0; first = false) {
      const auto level = stage();
      if (!level) return cap_broken_ ? Status::cap_broken : Status::out_of_time;
      if (first) result_.lowest = *level;
      if (!leximin) break;
      if (progress_) progress_(1 - static_cast<double>(open()) / all);
    }
    return Status::found;
  }

  WholeLottery::Status searched_product() {
    using Status = WholeLottery::Status;
    const auto types = problem_.types.size();
    std::vector<double> people(types, 0), most(types, std::numeric_limits<double>::infinity());
    double all = 0;
    for (std::size_t t = 0; t < types; ++t) {
      const bool possible = !std::binary_search(result_.impossible.begin(), result_.impossible.end(), static_cast<int>(t));
      if (possible) all += people[t] = problem_.types[t].people;
      // A hair above the cap: where nothing but the cap itself is possible, there would be no interior.
      if (possible && cap_ > 0 && cap_ * share_[t] < problem_.types[t].seats_max) most[t] = cap_ * share_[t] * (1 + level_tolerance / 2);
    }
    for (double& worth : people) worth /= all;
    for (double first_gap = 0;;) {
      const auto reached = nash_weights(result_.panels, people, most);
      // For every lottery: its product's logarithm, over all people, is above this one's by at most the gap, for the logarithm is concave.
      std::vector<double> worth(types, 0);
      double of_limits = 0;
      for (std::size_t t = 0; t < types; ++t) {
        if (people[t] > 0) worth[t] = people[t] / reached.seats[t] - reached.prices[t];
        if (std::isfinite(most[t])) of_limits += reached.prices[t] * most[t];
        if (!(std::abs(worth[t]) < worth_max)) return Status::out_of_time;
      }
      const auto panel = best_panel(worth);
      if (!panel || Clock::now() > end_) return Status::out_of_time;
      double value = 0;
      for (const auto& [type, count] : *panel) value += worth[static_cast<std::size_t>(type)] * count;
      const double gap = value + of_limits - 1;
      if (gap <= product_gap) {
        for (std::size_t t = 0; t < types; ++t)
          if (reached.seats[t] > most[t] * (1 + level_tolerance)) return Status::out_of_time;
        result_.weights = reached.weights, result_.expected = reached.seats;
        return Status::found;
      }
      if (!add(*panel)) return Status::out_of_time;
      scaled_companions(worth, value, 1 - of_limits, [](const Panel&) {});
      if (first_gap == 0) first_gap = gap;
      if (progress_) progress_(std::clamp(1 - std::log(gap / product_gap) / std::log(first_gap / product_gap), 0.0, 1.0));
    }
  }

  bool is_covered(std::size_t t) const {
    return std::any_of(result_.panels.begin(), result_.panels.end(), [&](const Panel& panel) {
      return std::any_of(panel.begin(), panel.end(), [&](const Seats& seats) { return seats.type == static_cast<int>(t); });
    });
  }
  bool add(const Panel& panel) {
    if (!known_.insert(key(panel)).second) return false;
    result_.panels.push_back(panel);
    return true;
  }
  static std::vector<int> key(const Panel& panel) {
    std::vector<int> key;
    for (const auto& [type, count] : panel) key.push_back(type), key.push_back(count);
    return key;
  }

  // The panel of the highest worth, checked in whole numbers.
  std::optional<Panel> best_panel(const std::vector<double>& worth) {
    IntegerProgram program;
    std::vector<Term> everybody;
    std::vector<std::vector<Term>> rows(problem_.rows.size());
    for (std::size_t t = 0; t < problem_.types.size(); ++t) {
      const int variable = program.add_variable(0, problem_.types[t].seats_max, worth[t]);
      everybody.push_back({variable, 1});
      for (const int row : problem_.types[t].rows) rows[static_cast<std::size_t>(row)].push_back({variable, 1});
    }
    program.add_row(problem_.seats, problem_.seats, everybody);
    for (std::size_t r = 0; r < rows.size(); ++r) program.add_row(problem_.rows[r].min, problem_.rows[r].max, rows[r]);
    const auto [found, proven] = program.maximise(std::max(0.05, std::chrono::duration<double>(end_ - Clock::now()).count()));
    // What is not proven best proves nothing: the search is then out of time.
    if (!proven) out_of_time_ = true;
    if (found.empty() || !proven) return std::nullopt;
    Panel panel;
    for (std::size_t t = 0; t < found.size(); ++t)
      if (found[t] > 0) panel.push_back({static_cast<int>(t), static_cast<int>(found[t])});
    if (!is_panel(problem_, panel)) return std::nullopt;
    return panel;
  }

  // The highest common level of the open types; holds those whose price says that they cannot rise above it.
  std::optional<double> stage() {
    const auto types = problem_.types.size();
    LinearProgram program;
    std::vector<int> floor_rows, cap_rows;
    for (std::size_t t = 0; t < types; ++t) floor_rows.push_back(program.add_row(held_[t] < 0 ? 0 : std::max(0.0, held_[t] - level_tolerance * 1e-2), 1e9));
    if (cap_ > 0)
      for (std::size_t t = 0; t < types; ++t) cap_rows.push_back(program.add_row(-1e9, cap_));
    const int whole = program.add_row(1, 1);
    std::vector<Term> level_terms;
    for (std::size_t t = 0; t < types; ++t)
      if (held_[t] < 0) level_terms.push_back({floor_rows[t], -1});
    const int level = program.add_column(0, 1e9, -1, level_terms);
    // Panels that keep the cap are found at a price, like all others.
    std::vector<int> excess;
    for (const int row : cap_rows) excess.push_back(program.add_column(0, 1e9, 1e4, {{row, -1}}));
    std::vector<int> columns;
    const auto enter = [&](const Panel& panel) {
      std::vector<Term> terms{{whole, 1}};
      for (const auto& [type, count] : panel) {
        const auto t = static_cast<std::size_t>(type);
        terms.push_back({floor_rows[t], count / share_[t]});
        if (cap_ > 0) terms.push_back({cap_rows[t], count / share_[t]});
      }
      columns.push_back(program.add_column(0, 1, 0, terms));
    };
    for (const auto& panel : result_.panels) enter(panel);
    for (;;) {
      if (!program.minimise()) return std::nullopt;
      take_weights(program, columns);
      if (Clock::now() > end_) return std::nullopt;
      std::vector<double> worth(types);
      for (std::size_t t = 0; t < types; ++t) worth[t] = (program.price(floor_rows[t]) + (cap_ > 0 ? program.price(cap_rows[t]) : 0)) / share_[t];
      const double price = -program.price(whole);
      const auto panel = best_panel(worth);
      if (!panel) return std::nullopt;
      double value = 0;
      for (const auto& [type, count] : *panel) value += worth[static_cast<std::size_t>(type)] * count;
      if (value <= price + level_tolerance || !add(*panel)) break;
      enter(*panel);
      scaled_companions(worth, value, price, enter);
    }
    for (const int column : excess)
      if (program.value(column) > 1e-6) cap_broken_ = true;
    if (cap_broken_) return std::nullopt;
    const double reached = program.value(level);
    // The level is known to its tolerance only: a small price would hold a type that could still rise.
    double highest = 0;
    for (std::size_t t = 0; t < types; ++t)
      if (held_[t] < 0) highest = std::max(highest, program.price(floor_rows[t]));
    for (std::size_t t = 0; t < types; ++t)
      if (held_[t] < 0 && program.price(floor_rows[t]) >= price_share * highest) held_[t] = reached;
    return reached;
  }

  // More panels from the same prices, each time lowered for the types just used: far cheaper than another round of the linear program.
  template <class Enter>
  void scaled_companions(std::vector<double> worth, double value, double price, const Enter& enter) {
    for (int i = 0; i < 5; ++i) {
      for (const auto& [type, count] : result_.panels.back()) worth[static_cast<std::size_t>(type)] *= std::clamp(price / value, 0.2, 0.95);
      const auto panel = best_panel(worth);
      if (!panel || !add(*panel)) return;
      enter(*panel);
    }
  }

  void take_weights(const LinearProgram& program, const std::vector<int>& columns) {
    double sum = 0;
    result_.weights.clear();
    for (const int column : columns) sum += result_.weights.emplace_back(std::max(0.0, program.value(column)));
    result_.expected.assign(problem_.types.size(), 0);
    for (std::size_t j = 0; j < result_.weights.size(); ++j) {
      result_.weights[j] /= sum;
      for (const auto& [type, count] : result_.panels[j]) result_.expected[static_cast<std::size_t>(type)] += result_.weights[j] * count;
    }
  }

  const Problem& problem_;
  double cap_;
  const std::function<void(double)>& progress_;
  Clock::time_point end_;
  std::vector<double> share_;   // seats at level 1
  bool cap_broken_ = false, out_of_time_ = false;
  std::vector<double> held_;    // the level a type is held at; -1 while it is open
  std::set<std::vector<int>> known_;
  WholeLottery result_;
};

}  // namespace

WholeLottery whole_lottery(const Problem& problem, bool leximin, double cap, double limit_s, const std::function<void(double)>& progress) {
  return Search(problem, cap, limit_s, progress).run(leximin);
}

WholeLottery whole_nash(const Problem& problem, double cap, double limit_s, const std::function<void(double)>& progress) { return Search(problem, cap, limit_s, progress).run_nash(); }

}  // namespace shopper::sortition
