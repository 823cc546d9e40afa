#include "selection/sortition/comparison.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "selection/sortition/greedy.h"

namespace shopper::sortition {
namespace {

std::string name_of(const MethodFigures& figures) {
  if (!figures.method) return "greedy";
  switch (*figures.method) {
    case Method::leximin: return "leximin";
    case Method::maximin: return "maximin";
    case Method::nash: return "nash";
    case Method::goldilocks: return "goldilocks";
  }
  return {};
}

// Goldilocks is leximin under the automatic cap.
bool same(const MethodFigures& a, const MethodFigures& b) {
  if (!a.method || !b.method) return a.method == b.method;
  const auto plain = [](const MethodFigures& of) {
    if (of.method == Method::goldilocks || (of.method == Method::leximin && of.cap.kind == Cap::Kind::automatic)) return std::tuple(Method::goldilocks, Cap::Kind::automatic, 0.0);
    return std::tuple(*of.method, of.cap.kind, of.cap.kind == Cap::Kind::fixed ? of.cap.level : 0.0);
  };
  return plain(a) == plain(b);
}

std::vector<MethodFigures> methods_for(const ComparisonOptions& options) {
  const Cap off{Cap::Kind::off, 0};
  const auto of = [](std::optional<Method> method, Cap cap) {
    MethodFigures figures;
    figures.method = method, figures.cap = cap;
    return figures;
  };
  auto chosen = options.greedy_chosen ? of(std::nullopt, off) : of(options.chosen.method, options.chosen.cap);
  chosen.chosen = true;
  std::vector<MethodFigures> all{chosen};
  for (auto& figures : {of(Method::leximin, options.chosen.cap), of(Method::leximin, off), of(Method::maximin, off), of(Method::nash, off), of(Method::goldilocks, {}), of(std::nullopt, off)})
    if (std::none_of(all.begin(), all.end(), [&](const MethodFigures& other) { return same(figures, other); })) all.push_back(figures);
  return all;
}

// By feature and type, the value's place; the place after the last for values without a quota.
std::vector<std::vector<std::size_t>> places_of(const Problem& problem, const std::vector<Feature>& features) {
  std::vector<std::vector<std::size_t>> places;
  for (const auto& feature : features) {
    auto& of = places.emplace_back();
    for (const auto& type : problem.types) {
      const auto found = std::find_if(feature.values.begin(), feature.values.end(), [&](const FeatureValue& value) { return std::binary_search(type.rows.begin(), type.rows.end(), value.row); });
      of.push_back(static_cast<std::size_t>(found - feature.values.begin()));
    }
  }
  return places;
}

class Comparer {
 public:
  Comparer(const Problem& problem, const std::vector<Feature>& features, const ComparisonOptions& options)
      : problem_(problem), features_(features), options_(options), places_(places_of(problem, features)) {}

  Comparison run() {
    describe_features();
    describe_crossings();
    comparison_.methods = methods_for(options_);
    // Without panels there is no lottery, by whichever method: one search tells it for all.
    std::optional<Refusal> of_all;
    for (auto& figures : comparison_.methods) {
      if (of_all) {
        figures.refusal = of_all;
        continue;
      }
      tell(figures, 0);
      if (figures.method) draw_fairly(figures);
      else draw_greedily(figures);
      if (figures.refusal == Refusal::quotas_impossible || figures.refusal == Refusal::too_few_people) of_all = figures.refusal;
      ++done_;
    }
    return std::move(comparison_);
  }

 private:
  void tell(const MethodFigures& figures, double done) const {
    if (options_.progress) options_.progress(name_of(figures), (static_cast<double>(done_) + done) / static_cast<double>(comparison_.methods.size()));
  }

  void describe_features() {
    for (std::size_t f = 0; f < features_.size(); ++f) {
      FeatureFigures figures{features_[f].name, {}, 0, {}};
      for (const auto& value : features_[f].values) figures.values.push_back({value.name, 0, problem_.rows[static_cast<std::size_t>(value.row)]});
      figures.values.push_back({"", 0, {}});
      for (std::size_t t = 0; t < problem_.types.size(); ++t) figures.values[places_[f][t]].people += problem_.types[t].people;
      if (figures.values.back().people == 0) figures.values.pop_back();
      std::vector<double> shares;
      std::vector<Row> bounds;
      for (const auto& value : figures.values) {
        shares.push_back(static_cast<double>(value.people) / static_cast<double>(problem_.people()));
        bounds.push_back(value.quota.value_or(Row{0, problem_.seats}));
      }
      figures.blau = blau_index(shares);
      figures.blau_range = blau_range(bounds, problem_.seats);
      comparison_.features.push_back(std::move(figures));
    }
  }

  void describe_crossings() {
    std::vector<std::vector<std::size_t>> wanted;
    if (features_.size() > 2 && features_.size() <= paired_features_max)
      for (std::size_t a = 0; a < features_.size(); ++a)
        for (std::size_t b = a + 1; b < features_.size(); ++b) wanted.push_back({a, b});
    if (features_.size() > 1) wanted.emplace_back(features_.size()), std::iota(wanted.back().begin(), wanted.back().end(), 0);
    for (auto& together : wanted) {
      std::map<std::vector<std::size_t>, int> cells;
      auto& cell_of = cells_.emplace_back();
      for (std::size_t t = 0; t < problem_.types.size(); ++t) {
        std::vector<std::size_t> cell;
        for (const auto f : together) cell.push_back(places_[f][t]);
        cell_of.push_back(cells.try_emplace(std::move(cell), static_cast<int>(cells.size())).first->second);
      }
      const auto occupied = static_cast<long>(cells.size());
      comparison_.crossings.push_back({std::move(together), occupied, std::min<long>(occupied, problem_.seats)});
    }
  }

  // Few panels are enough where they prove the chances; only the list that will be drawn from is made as long as it is meant to be.
  void draw_fairly(MethodFigures& figures) {
    auto options = options_.chosen;
    options.method = *figures.method, options.cap = figures.cap;
    options.progress = [&, last = 0.0](const std::string& step, double done) mutable {
      last = std::max(last, step == "point" ? 0 : step == "panels" ? 0.1 : 0.5 + done / 2);
      tell(figures, last);
    };
    if (!figures.chosen) options.panels = 1, options.search_limit_s = options_.search_limit_s;
    auto outcome = figures.chosen && options_.drawn ? Outcome{*options_.drawn, {}} : fair_lottery(problem_, options);
    // Where nothing is proven, what a panel holds must be seen on more than one.
    constexpr int unproven_panels = 200;
    if (outcome.lottery && outcome.lottery->certificate.weights.empty() && options.panels < unproven_panels) {
      options.panels = unproven_panels;
      if (auto longer = fair_lottery(problem_, options); longer.lottery) outcome = std::move(longer);
    }
    if (!outcome.lottery) {
      figures.refusal = outcome.refusal;
      return;
    }
    const auto& lottery = *outcome.lottery;
    const auto& certificate = lottery.certificate;
    figures.cap_level = lottery.cap;
    figures.certified = certificate.exact;
    if (std::isfinite(certificate.bound)) figures.bound = certificate.bound * problem_.seats / static_cast<double>(problem_.people());
    for (const int type : lottery.impossible) figures.in_no_panel += problem_.types[static_cast<std::size_t>(type)].people;
    const bool weighted = !certificate.weights.empty();
    judge(figures, lottery.expected, weighted ? certificate.panels : lottery.panels, weighted ? certificate.weights : std::vector<double>(lottery.panels.size(), 1.0 / static_cast<double>(lottery.panels.size())));
  }

  void draw_greedily(MethodFigures& figures) {
    const auto start = std::chrono::steady_clock::now();
    constexpr int draws_min = 200;
    Random random(options_.chosen.seed);
    std::vector<Panel> panels;
    std::vector<double> seats(problem_.types.size(), 0);
    while (static_cast<int>(panels.size()) < options_.greedy_draws) {
      auto panel = greedy_panel(problem_, random);
      const bool late = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() > options_.search_limit_s;
      if (!panel || (late && static_cast<int>(panels.size()) < draws_min)) {
        figures.refusal = problem_.people() < problem_.seats ? Refusal::too_few_people : Refusal::not_resolved;
        return;
      }
      for (const auto& [type, count] : *panel) seats[static_cast<std::size_t>(type)] += count;
      panels.push_back(std::move(*panel));
      if (late) break;
      if (panels.size() % 100 == 0) tell(figures, static_cast<double>(panels.size()) / options_.greedy_draws);
    }
    figures.draws = static_cast<int>(panels.size());
    for (double& number : seats) number /= static_cast<double>(panels.size());
    judge(figures, seats, panels, std::vector<double>(panels.size(), 1.0 / static_cast<double>(panels.size())));
  }

  void judge(MethodFigures& figures, const std::vector<double>& seats, const std::vector<Panel>& panels, const std::vector<double>& weights) const {
    std::vector<Chance> chances;
    for (std::size_t t = 0; t < seats.size(); ++t) {
      const auto people = problem_.types[t].people;
      figures.chances.push_back(std::clamp(people > 0 ? seats[t] / people : 0, 0.0, 1.0));
      chances.push_back({figures.chances.back(), people});
    }
    figures.curve = curve_of(chances);
    figures.fairness = fairness(std::move(chances));
    for (std::size_t f = 0; f < features_.size(); ++f) {
      auto& shares = figures.shares.emplace_back(comparison_.features[f].values.size(), 0);
      for (std::size_t t = 0; t < seats.size(); ++t) shares[places_[f][t]] += seats[t] / problem_.seats;
      figures.blau.push_back(blau_index(shares));
    }
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      std::vector<std::size_t> last_in(static_cast<std::size_t>(comparison_.crossings[c].occupied), panels.size());
      double expected = 0;
      for (std::size_t j = 0; j < panels.size(); ++j)
        for (const auto& part : panels[j]) {
          auto& last = last_in[static_cast<std::size_t>(cells_[c][static_cast<std::size_t>(part.type)])];
          if (std::exchange(last, j) != j) expected += weights[j];
        }
      figures.cells.push_back(expected);
    }
  }

  const Problem& problem_;
  const std::vector<Feature>& features_;
  const ComparisonOptions& options_;
  const std::vector<std::vector<std::size_t>> places_;
  std::vector<std::vector<int>> cells_;   // by crossing and type
  std::size_t done_ = 0;
  Comparison comparison_;
};

}  // namespace

std::vector<Feature> features_of(const std::vector<std::pair<std::string, std::string>>& quotas) {
  std::vector<Feature> features;
  for (std::size_t row = 0; row < quotas.size(); ++row) {
    const auto& [name, value] = quotas[row];
    auto found = std::find_if(features.begin(), features.end(), [&](const Feature& feature) { return feature.name == name; });
    if (found == features.end()) found = features.insert(found, {name, {}});
    found->values.push_back({value, static_cast<int>(row)});
  }
  return features;
}

Comparison compare(const Problem& problem, const std::vector<Feature>& features, const ComparisonOptions& options) { return Comparer(problem, features, options).run(); }

std::vector<Step> curve_of(std::vector<Chance> chances, std::size_t steps_max) {
  std::erase_if(chances, [](const Chance& c) { return c.people <= 0; });
  std::sort(chances.begin(), chances.end(), [](const Chance& a, const Chance& b) { return a.chance < b.chance; });
  std::vector<Chance> levels;
  double people = 0;
  for (const auto& chance : chances) {
    people += static_cast<double>(chance.people);
    // What only rounding tells apart is one level.
    if (!levels.empty() && chance.chance - levels.back().chance <= 1e-9 * chance.chance) levels.back().people += chance.people;
    else levels.push_back(chance);
  }
  const bool all = levels.size() <= steps_max;
  // Between two steps of this width there may be a narrower one; the first and the last are steps by themselves.
  const double narrowest = all ? 0 : 2 * people / static_cast<double>(std::max<std::size_t>(steps_max, 5) - 4);
  std::vector<Step> curve;
  double before = 0, gathered = 0, sum = 0;
  const auto end_step = [&] {
    if (gathered == 0) return;
    before += gathered;
    curve.push_back({before / people, sum / gathered});
    gathered = sum = 0;
  };
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const bool last = i + 1 == levels.size();
    const auto n = static_cast<double>(levels[i].people);
    if (last || n >= narrowest) end_step();
    gathered += n, sum += n * levels[i].chance;
    if (i == 0 || gathered >= narrowest) end_step();
  }
  end_step();
  return curve;
}

double blau_index(const std::vector<double>& shares) {
  double same = 0;
  for (const double share : shares) same += share * share;
  return 1 - same;
}

std::optional<std::pair<double, double>> blau_range(const std::vector<Row>& bounds, int seats) {
  long least_sum = 0, most_sum = 0;
  for (const auto& row : bounds) least_sum += row.min, most_sum += std::min(row.max, seats);
  if (least_sum > seats || most_sum < seats) return std::nullopt;
  // The most even panel: every value as many seats, as far as its bounds allow.
  const auto held = [&](const Row& row, double level) { return std::clamp(level, static_cast<double>(row.min), static_cast<double>(std::min(row.max, seats))); };
  double low = 0, high = seats;
  constexpr int halvings = 60;
  for (int i = 0; i < halvings; ++i) {
    const double level = (low + high) / 2;
    double sum = 0;
    for (const auto& row : bounds) sum += held(row, level);
    (sum < seats ? low : high) = level;
  }
  std::vector<double> even;
  for (const auto& row : bounds) even.push_back(held(row, high) / seats);
  // The least even one is at the bounds, but for one value at most: found value by value, best for every number of seats given so far.
  std::vector<double> best(static_cast<std::size_t>(seats) + 1, -1);
  best[0] = 0;
  for (const auto& row : bounds) {
    std::vector<double> next(best.size(), -1);
    for (int given = 0; given <= seats; ++given)
      for (int more = row.min; best[static_cast<std::size_t>(given)] >= 0 && more <= std::min(row.max, seats - given); ++more) {
        auto& squares = next[static_cast<std::size_t>(given + more)];
        squares = std::max(squares, best[static_cast<std::size_t>(given)] + static_cast<double>(more) * more);
      }
    best = std::move(next);
  }
  return std::pair(1 - best.back() / (static_cast<double>(seats) * seats), blau_index(even));
}

}  // namespace shopper::sortition
