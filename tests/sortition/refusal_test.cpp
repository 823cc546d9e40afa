// Caps, refusals, bounds and the other methods, against the hull of all panels.
#include "selection/sortition/column_generation.h"
#include "tests/sortition/checks.h"
#include "tests/sortition/reference.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

constexpr std::size_t panels_of_instance_max = 400;

// A small random pool, its panels and their leximin.
struct Instance {
  std::uint64_t seed = 0;
  std::string text;
  Problem problem;
  std::vector<Counts> panels;
};

template <class Use>
void each_instance(const char* what, int runs, const Use& use) {
  std::mt19937_64 random(shopper::testing::seed(what));
  for (int run = 0; run < runs; ++run) {
    Instance instance;
    instance.seed = random();
    std::mt19937_64 own(instance.seed);
    const auto shape = random_shape(own);
    instance.problem = typed(random_pool(own, shape)).problem;
    auto panels = all_panels(instance.problem, panels_of_instance_max);
    if (!panels) continue;
    instance.panels = std::move(*panels);
    instance.text = "seed " + std::to_string(instance.seed) + ": " + described(shape) + "; " + described(instance.problem);
    INFO(instance.text);
    use(instance, own);
  }
}

// Whole panels do as well as fractional ones: the engine then needs no search.
bool is_without_gap(const Instance& instance, const std::optional<std::vector<double>>& best, double cap) {
  const auto fractional = fractional_leximin_of(instance.problem, cap);
  return best.has_value() == fractional.has_value() && (!best || farthest(*best, *fractional) < 1e-5);
}

double highest(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }
double lowest(const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }

Problem of_rows(int seats, std::vector<Row> rows, std::vector<std::pair<std::vector<int>, int>> types) {
  Problem problem;
  problem.seats = seats;
  problem.rows = std::move(rows);
  for (auto& [in, people] : types) problem.types.push_back({std::move(in), people, people});
  return problem;
}

// Two seats, three features of two values, one of each: a panel is two people who differ in everything.
Problem opposites(const std::vector<std::vector<int>>& people) {
  std::vector<std::pair<std::vector<int>, int>> types;
  for (const auto& values : people) types.push_back({{values[0], 2 + values[1], 4 + values[2]}, 1});
  return of_rows(2, std::vector<Row>(6, Row{1, 1}), types);
}

}  // namespace

TEST_CASE("property: with a fixed cap nobody is above it, and the chances are the hull's leximin under it") {
  int kept = 0, refused = 0;
  each_instance("caps", 220, [&](const Instance& instance, std::mt19937_64& own) {
    const auto& problem = instance.problem;
    const double cap = 1.05 + static_cast<double>(own() % 200) / 50;
    INFO("cap " << cap);
    const auto best = leximin_of(problem, instance.panels, cap);
    const auto searched = whole_lottery(problem, true, cap, 20, {});
    using Status = WholeLottery::Status;
    REQUIRE(searched.status == (best ? Status::found : instance.panels.empty() ? Status::no_panel : Status::cap_broken));
    if (best) CHECK(farthest(*best, levels_of(problem, searched.expected)) < tolerance);
    if (!is_without_gap(instance, best, cap)) return;
    const auto outcome = fair_lottery(problem, options_of(Method::leximin, cap, instance.seed));
    REQUIRE(outcome.lottery.has_value() == best.has_value());
    if (!best) {
      ++refused;
      CHECK(outcome.refusal == (instance.panels.empty() ? Refusal::quotas_impossible : Refusal::cap_impossible));
      return;
    }
    ++kept;
    check_lottery(problem, *outcome.lottery, 50);
    const auto levels = levels_of(problem, outcome.lottery->expected);
    CHECK(outcome.lottery->cap == cap);
    CHECK(highest(levels) <= cap + tolerance);
    const auto level = maximin_of(problem, instance.panels, cap);
    REQUIRE(level);
    CHECK(std::abs(lowest(levels) - *level) < tolerance);
    CHECK(farthest(*best, levels) < tolerance);
  });
  CHECK(kept > 40);
  CHECK(refused > 10);
}

TEST_CASE("property: maximin reaches the hull's highest lowest chance and names exactly those in no panel") {
  int long_ones = 0;
  each_instance("maximin", 120, [&](const Instance& instance, std::mt19937_64&) {
    const auto& problem = instance.problem;
    const auto level = maximin_of(problem, instance.panels);
    const auto searched = whole_lottery(problem, false, 0, 20, {});
    REQUIRE((searched.status == WholeLottery::Status::found) == level.has_value());
    if (!level) return;
    const auto best = leximin_of(problem, instance.panels);
    // A fractional maximin point may be no mixture of whole panels even so; that takes the engine long to find out, and once is enough.
    if (!is_without_gap(instance, best, 0) || long_ones > 0) return;
    const auto outcome = fair_lottery(problem, options_of(Method::maximin, 0, instance.seed));
    REQUIRE(outcome.lottery);
    long_ones += outcome.lottery->whole_search;
    check_lottery(problem, *outcome.lottery, 50);
    CHECK(std::abs(lowest(levels_of(problem, outcome.lottery->expected)) - *level) < tolerance);
    std::vector<int> impossible;
    for (std::size_t t = 0; t < best->size(); ++t)
      if ((*best)[t] < 1e-9) impossible.push_back(static_cast<int>(t));
    CHECK(outcome.lottery->impossible == impossible);
  });
}

TEST_CASE("property: any multipliers whatever bound the best lottery, with and without a cap") {
  int finite = 0;
  each_instance("weak duality", 200, [&](const Instance& instance, std::mt19937_64& own) {
    const double cap = own() % 2 ? 0 : 1.2 + static_cast<double>(own() % 100) / 25;
    const auto level = maximin_of(instance.problem, instance.panels, cap);
    if (!level) return;
    for (int i = 0; i < 40; ++i) {
      Multipliers any;
      const auto sparse = 1 + own() % 3;
      for (std::size_t r = 0; r <= instance.problem.rows.size(); ++r)
        any.push_back(own() % sparse ? 0 : (static_cast<double>(own() % 2001) - 1000) / (own() % 5 == 0 ? 1 : 1000));
      const double bound = proven_bound(instance.problem, any, cap);
      finite += std::isfinite(bound);
      CHECK(bound >= *level - 1e-9);
    }
    // And those of the fair point prove more than nothing: they are tight over the fractional panels.
    const auto point = fair_point(instance.problem, Depth::maximin, cap);
    REQUIRE(point);
    CHECK(point->lowest >= *level - 1e-7);
  });
  CHECK(finite > 1000);
}

TEST_CASE("property: an exact Nash or Goldilocks lottery is the best of its kind, and the automatic cap refuses nobody") {
  int products = 0, balances = 0;
  each_instance("nash and goldilocks", 120, [&](const Instance& instance, std::mt19937_64& own) {
    const auto& problem = instance.problem;
    const auto best = leximin_of(problem, instance.panels);
    if (!best || !is_without_gap(instance, best, 0)) return;
    auto options = options_of(Method::nash, 0, instance.seed);
    const auto nash = fair_lottery(problem, options);
    // A Nash point that is no mixture of whole panels is refused, not replaced by something else.
    if (!nash.lottery) CHECK(nash.refusal == Refusal::not_resolved);
    if (nash.lottery && nash.lottery->certificate.exact && lowest(*best) > 1e-9) {
      // The product cannot rise towards any panel: sum_t people_t * count_t / expected_t <= people, by its derivative.
      double steepest = 0;
      for (const auto& panel : instance.panels) {
        double slope = 0;
        for (std::size_t t = 0; t < panel.size(); ++t) slope += problem.types[t].people * panel[t] / std::max(nash.lottery->expected[t], 1e-9);
        steepest = std::max(steepest, slope);
      }
      CHECK(steepest <= static_cast<double>(problem.people()) * (1 + 1e-4));
      ++products;
    }
    options.method = Method::goldilocks;
    options.cap.kind = Cap::Kind::automatic;
    const auto outcome = fair_lottery(problem, options);
    REQUIRE(outcome.lottery);
    const auto levels = levels_of(problem, outcome.lottery->expected);
    if (!outcome.lottery->certificate.exact || lowest(*best) < 1e-9) return;
    CHECK(highest(levels) <= outcome.lottery->cap + tolerance);
    const double mine = highest(levels) + 1 / lowest(levels);
    for (int i = 0; i < 20; ++i) {
      const double cap = outcome.lottery->cap * (0.7 + static_cast<double>(own() % 1000) / 1000);
      if (const auto level = maximin_of(problem, instance.panels, cap); level && *level > 0) CHECK(cap + 1 / *level >= mine - 1e-3);
    }
    ++balances;
  });
  CHECK(products > 10);
  CHECK(balances > 10);
}

TEST_CASE("quotas that only fractional panels keep are refused as impossible, with a cap too") {
  const auto problem = opposites({{0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}});
  REQUIRE(all_panels(problem, 10)->empty());
  REQUIRE(fractional_leximin_of(problem));
  for (const double cap : {0.0, 1.5}) {
    INFO("cap " << cap);
    auto options = options_of(Method::leximin, cap, 7);
    options.panels = 10;
    const auto outcome = fair_lottery(problem, options);
    CHECK_FALSE(outcome.lottery);
    CHECK(outcome.refusal == Refusal::quotas_impossible);
  }
}

TEST_CASE("where fractional panels promise more than whole ones keep, the whole panels are searched") {
  // Two panels of opposites, and two people without one, who have a chance in fractional panels only.
  const auto problem = opposites({{0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}, {0, 0, 0}, {1, 0, 1}});
  const auto panels = all_panels(problem, 10);
  REQUIRE(panels->size() == 2);
  REQUIRE(lowest(*fractional_leximin_of(problem)) > 0.1);
  auto options = options_of(Method::leximin, 0, 7);
  options.panels = 10;
  const auto outcome = fair_lottery(problem, options);
  REQUIRE(outcome.lottery);
  check_lottery(problem, *outcome.lottery, 10);
  CHECK(farthest(levels_of(problem, outcome.lottery->expected), *leximin_of(problem, *panels)) < tolerance);
  CHECK(outcome.lottery->whole_search);
  CHECK(outcome.lottery->impossible == std::vector<int>{0, 2});
}

TEST_CASE("a cap that only fractional panels keep is refused when it was asked for, and widened when it was automatic") {
  // One panel alone is possible: the two opposites; the others have a chance in fractional panels only.
  const auto problem = opposites({{0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}, {0, 0, 0}});
  REQUIRE(all_panels(problem, 10)->size() == 1);
  REQUIRE(fractional_leximin_of(problem, 2.0));
  auto options = options_of(Method::leximin, 2.0, 7);
  options.panels = 10;
  const auto outcome = fair_lottery(problem, options);
  CHECK_FALSE(outcome.lottery);
  CHECK(outcome.refusal == Refusal::cap_impossible);
  options.cap.kind = Cap::Kind::automatic;
  const auto automatic = fair_lottery(problem, options);
  REQUIRE(automatic.lottery);
  // The two are in every panel: the cap is wide enough for that, or there is none any more.
  CHECK((automatic.lottery->cap == 0 || automatic.lottery->cap >= 2.5 - tolerance));
  CHECK(automatic.lottery->impossible == std::vector<int>{0, 1, 2});
  check_lottery(problem, *automatic.lottery, 10);
}

TEST_CASE("people in no panel do not stand in the way of the automatic cap") {
  const auto problem = of_rows(3, {{3, 3}, {0, 0}, {0, 0}}, {{{0}, 8}, {{1}, 5}, {{2}, 3}});
  for (const auto method : {Method::leximin, Method::goldilocks}) {
    auto options = options_of(method, 0, 7);
    options.cap.kind = Cap::Kind::automatic;
    const auto outcome = fair_lottery(problem, options);
    REQUIRE(outcome.lottery);
    CHECK(outcome.lottery->impossible == std::vector<int>{1, 2});
    CHECK(std::abs(outcome.lottery->expected[0] - 3) < 1e-6);
  }
}

TEST_CASE("Nash finds the best product also where a type has every seat in every panel") {
  const auto problem = of_rows(3, {{2, 2}, {1, 1}, {2, 2}, {1, 1}, {1, 1}, {2, 2}},
                               {{{0, 2, 4}, 12}, {{0, 2, 5}, 1}, {{0, 3, 5}, 1}, {{0, 3, 4}, 1}, {{1, 2, 5}, 1}});
  const auto outcome = fair_lottery(problem, options_of(Method::nash, 0, 7));
  REQUIRE(outcome.lottery);
  // Two panels: with weight x on the one of types 0 and 2 the product is x^13 (1 - x)^2, so x = 13/15.
  CHECK(outcome.lottery->expected[0] == Approx(13.0 / 15).epsilon(1e-4));
}

TEST_CASE("fewer people than seats, and no seats, are refused") {
  const auto problem = of_rows(3, {{0, 3}}, {{{0}, 2}});
  CHECK(fair_lottery(problem, options_of(Method::leximin, 0, 7)).refusal == Refusal::too_few_people);
  CHECK_FALSE(fair_lottery(problem, options_of(Method::leximin, 0, 7)).lottery);
}
