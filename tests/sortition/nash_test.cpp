// Nash where the fractional point is no mixture of whole panels: against all panels of small pools, by the condition that proves an optimum.
#include "selection/sortition/column_generation.h"

#include <array>

#include "selection/sortition/nash.h"
#include "tests/sortition/checks.h"
#include "tests/sortition/reference.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

constexpr std::size_t panels_compared_max = 400;

// Few people, many features, exact quotas: where whole panels are hard to find.
Shape exact_shape(std::mt19937_64& random) { return {10 + static_cast<int>(random() % 10), 3 + static_cast<int>(random() % 4), 4, 2, random() % 5 ? Quotas::exact : Quotas::loose1, random() % 4 == 0}; }

// By how much the logarithm of the geometric mean could rise towards these seats: its derivative, for people with a chance.
double gain_towards(const Problem& problem, const std::vector<double>& expected, const std::vector<double>& seats) {
  double gain = 0, people = 0;
  for (std::size_t t = 0; t < expected.size(); ++t) {
    if (expected[t] < 1e-9) continue;
    people += problem.types[t].people;
    gain += problem.types[t].people * (seats[t] / expected[t] - 1);
  }
  return gain / people;
}

double log_mean(const Problem& problem, const std::vector<double>& expected, const std::vector<int>& impossible) {
  double sum = 0, people = 0;
  for (std::size_t t = 0; t < expected.size(); ++t)
    if (!std::binary_search(impossible.begin(), impossible.end(), static_cast<int>(t))) sum += problem.types[t].people * std::log(expected[t] / problem.types[t].people), people += problem.types[t].people;
  return sum / people;
}

// The product over all panels by the multiplicative rule (each weight times its derivative), which never lowers it: slow, plain, other code.
double reference_log_mean(const Problem& problem, const std::vector<Counts>& panels, const std::vector<int>& impossible) {
  std::vector<double> weights(panels.size(), 1.0 / static_cast<double>(panels.size())), seats;
  double people = 0;
  for (std::size_t t = 0; t < problem.types.size(); ++t)
    if (!std::binary_search(impossible.begin(), impossible.end(), static_cast<int>(t))) people += problem.types[t].people;
  for (int round = 0; round < 3000; ++round) {
    seats.assign(problem.types.size(), 0);
    for (std::size_t j = 0; j < panels.size(); ++j)
      for (std::size_t t = 0; t < seats.size(); ++t) seats[t] += weights[j] * panels[j][t];
    for (std::size_t j = 0; j < panels.size(); ++j) {
      double slope = 0;
      for (std::size_t t = 0; t < seats.size(); ++t)
        if (seats[t] > 0) slope += problem.types[t].people * panels[j][t] / seats[t];
      weights[j] *= slope / people;
    }
  }
  return log_mean(problem, seats, impossible);
}

}  // namespace

TEST_CASE("property: Nash over whole panels is the greatest product of all lotteries, with and without a cap") {
  std::mt19937_64 random(shopper::testing::seed("nash over whole panels"));
  int plain = 0, gaps = 0, capped = 0, with_impossible = 0;
  for (int run = 0; run < 200; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const auto shape = run % 3 ? exact_shape(own) : random_shape(own);
    const auto problem = typed(random_pool(own, shape)).problem;
    const auto panels = all_panels(problem, panels_compared_max);
    if (!panels) continue;
    INFO("seed " << seed << ": " << described(problem));
    const auto found = whole_nash(problem, 0, 20, {});
    REQUIRE(found.status == (panels->empty() ? WholeLottery::Status::no_panel : WholeLottery::Status::found));
    if (panels->empty()) continue;
    ++plain;
    with_impossible += !found.impossible.empty();
    for (const auto& panel : *panels) CHECK(gain_towards(problem, found.expected, {panel.begin(), panel.end()}) < 2e-6);
    if (run % 4 == 0) CHECK(log_mean(problem, found.expected, found.impossible) > reference_log_mean(problem, *panels, found.impossible) - 1e-6);
    // Where fractional panels promise more than whole ones keep, the draw as a whole gives the same; it tries long to deal first.
    const auto best = leximin_of(problem, *panels), fractional = fractional_leximin_of(problem);
    if (best && fractional && farthest(*best, *fractional) > 1e-4 && ++gaps <= 5) {
      const auto outcome = fair_lottery(problem, options_of(Method::nash, 0, seed));
      REQUIRE(outcome.lottery);
      check_lottery(problem, *outcome.lottery, 50);
      CHECK(std::abs(log_mean(problem, outcome.lottery->expected, outcome.lottery->impossible) - log_mean(problem, found.expected, found.impossible)) < 2e-6);
    }
    // Under a cap no feasible lottery is better: here, the leximin ones of this cap and tighter ones.
    const double cap = 1.1 + static_cast<double>(own() % 100) / 50;
    const auto level = leximin_of(problem, *panels, cap);
    const auto limited = whole_nash(problem, cap, 20, {});
    REQUIRE(limited.status == (level ? WholeLottery::Status::found : WholeLottery::Status::cap_broken));
    if (!level) continue;
    ++capped;
    for (const double chance : levels_of(problem, limited.expected)) CHECK(chance < cap + tolerance);
    for (const double tighter : {1.0, 0.95, 0.9, 0.8})
      if (const auto other = leximin_of(problem, *panels, cap * tighter)) {
        std::vector<double> seats;
        for (std::size_t t = 0; t < other->size(); ++t) seats.push_back((*other)[t] * problem.types[t].people * unit_of(problem));
        CHECK(gain_towards(problem, limited.expected, seats) < 1e-5);
      }
    CHECK(log_mean(problem, limited.expected, limited.impossible) < log_mean(problem, found.expected, found.impossible) + 2e-6);
  }
  INFO(plain << " pools, " << gaps << " with a gap, " << capped << " capped, " << with_impossible << " with people in no panel");
  CHECK(plain > 60);
  CHECK(gaps > 0);
  CHECK(capped > 20);
  CHECK(with_impossible > 3);
}

TEST_CASE("a Nash draw is made where its fractional point is no mixture of whole panels") {
  // Two seats, three features, one of each value: whole panels are pairs of opposites, fractional ones promise more.
  Problem problem;
  problem.seats = 2;
  problem.rows = std::vector<Row>(6, Row{1, 1});
  for (const auto& [a, b, c] : std::vector<std::array<int, 3>>{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}, {0, 0, 0}, {1, 0, 1}}) problem.types.push_back({{a, 2 + b, 4 + c}, 1, 1});
  auto options = options_of(Method::nash, 0, 7);
  options.panels = 10;
  for (const auto kind : {Cap::Kind::off, Cap::Kind::automatic}) {
    options.cap.kind = kind;
    const auto outcome = fair_lottery(problem, options);
    REQUIRE(outcome.lottery);
    check_lottery(problem, *outcome.lottery, 10);
    CHECK(outcome.lottery->whole_search);
    CHECK(outcome.lottery->impossible == std::vector<int>{0, 2});
    for (const std::size_t t : {1, 3, 4, 5}) CHECK(outcome.lottery->expected[t] == Approx(0.5).epsilon(1e-4));
  }
}
