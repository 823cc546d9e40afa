// The fair draw against computations that share no code with it: all panels listed, and the published column generation on single people.
#include "selection/sortition/column_generation.h"
#include "tests/sortition/checks.h"
#include "tests/sortition/reference.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

constexpr std::size_t panels_listed_max = 600;

// Few people, many features, exact quotas: where whole panels are hard to find.
Shape tight_shape(std::mt19937_64& random) {
  return {10 + static_cast<int>(random() % 8), 3 + static_cast<int>(random() % 4), 4, 2, random() % 3 ? Quotas::exact : Quotas::composed, random() % 4 == 0};
}

std::vector<int> in_no_panel(const Problem& problem, const std::vector<Counts>& panels) {
  std::vector<int> types;
  for (std::size_t t = 0; t < problem.types.size(); ++t)
    if (std::none_of(panels.begin(), panels.end(), [&](const Counts& panel) { return panel[t] > 0; })) types.push_back(static_cast<int>(t));
  return types;
}

}  // namespace

TEST_CASE("property: leximin chances are those of the hull of all panels") {
  std::mt19937_64 random(shopper::testing::seed("leximin against all panels"));
  int feasible = 0, infeasible = 0, gaps = 0, with_impossible = 0, with_households = 0;
  for (int run = 0; run < 300; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const auto shape = run % 4 ? random_shape(own) : tight_shape(own);
    const auto problem = typed(random_pool(own, shape)).problem;
    const auto panels = all_panels(problem, panels_listed_max);
    if (!panels) continue;
    INFO("seed " << seed << ": " << described(shape) << "; " << described(problem));
    const auto best = leximin_of(problem, *panels);
    const auto fractional = fractional_leximin_of(problem);
    REQUIRE(best.has_value() == !panels->empty());
    // Fractional panels promise more than whole ones keep: the search over whole panels is asked directly, the engine as a whole in
    // refusal_test.cpp, for it tries long to deal what cannot be dealt.
    const bool gap = fractional && (!best || farthest(*best, *fractional) > 1e-5);
    if (gap) {
      const auto searched = whole_lottery(problem, true, 0, 20, {});
      REQUIRE(searched.status == (best ? WholeLottery::Status::found : WholeLottery::Status::no_panel));
      if (best) {
        CHECK(farthest(*best, levels_of(problem, searched.expected)) < tolerance);
        CHECK(searched.impossible == in_no_panel(problem, *panels));
      }
      ++gaps;
      continue;
    }
    const auto outcome = fair_lottery(problem, options_of(Method::leximin, 0, seed));
    CHECK(outcome.lottery.has_value() == !panels->empty());
    if (!outcome.lottery) {
      ++infeasible;
      CHECK(outcome.refusal == Refusal::quotas_impossible);
      continue;
    }
    ++feasible;
    const auto& lottery = *outcome.lottery;
    check_lottery(problem, lottery, 50);
    const auto levels = levels_of(problem, lottery.expected);
    INFO("reference " << Catch::Detail::stringify(*best) << ", engine " << Catch::Detail::stringify(levels));
    CHECK(farthest(*best, levels) < tolerance);
    CHECK(lottery.impossible == in_no_panel(problem, *panels));
    with_impossible += !lottery.impossible.empty(), with_households += shape.households;
  }
  // The instances are worth something only if the hard kinds are among them.
  INFO(feasible << " feasible, " << infeasible << " not, " << gaps << " gaps, " << with_impossible << " with people in no panel, " << with_households
                << " with households");
  CHECK(feasible > 100);
  CHECK(infeasible + gaps > 10);
  CHECK(with_impossible > 5);
  CHECK(with_households > 20);
}

TEST_CASE("property: leximin chances are those of the published procedure on single people") {
  std::mt19937_64 random(shopper::testing::seed("leximin against single people"));
  for (int run = 0, compared = 0; compared < 16; ++run) {
    REQUIRE(run < 400);
    const auto seed = random();
    std::mt19937_64 own(seed);
    // From ten people to sixty.
    const int people = compared < 15 ? 10 + compared * 2 : 60;
    const Shape shape{people, 4 + compared % 3, 2 + compared % 2, 2, compared % 2 ? Quotas::loose1 : Quotas::exact, compared % 3 != 1};
    const auto pool = random_pool(own, shape);
    const auto [problem, type_of] = typed(pool);
    INFO("seed " << seed << ": " << described(shape) << "; " << described(problem));
    const auto best = leximin_of_people(pool);
    if (!best) continue;
    ++compared;
    const auto searched = whole_lottery(problem, true, 0, 20, {});
    REQUIRE(searched.status == WholeLottery::Status::found);
    const auto levels = levels_of(problem, searched.expected);
    double most = 0;
    for (std::size_t i = 0; i < best->size(); ++i) most = std::max(most, std::abs((*best)[i] / unit_of(problem) - levels[static_cast<std::size_t>(type_of[i])]));
    CHECK(most < tolerance);
    // The engine as a whole where fractional panels suffice.
    if (const auto fractional = fractional_leximin_of(problem); !fractional || farthest(*fractional, levels) > 1e-5) continue;
    const auto outcome = fair_lottery(problem, options_of(Method::leximin, 0, seed));
    REQUIRE(outcome.lottery);
    check_lottery(problem, *outcome.lottery, 50);
    CHECK(farthest(levels_of(problem, outcome.lottery->expected), levels) < tolerance);
  }
}

TEST_CASE("property: the fair point of fractional panels is the textbook's, also with a cap") {
  std::mt19937_64 random(shopper::testing::seed("fractional leximin"));
  int compared = 0;
  for (int run = 0; run < 150; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    auto shape = random_shape(own);
    if (run % 3 == 0) shape.people = 60, shape.seats = 12;
    const auto problem = typed(random_pool(own, shape)).problem;
    const double cap = run % 2 ? 0 : 1.1 + static_cast<double>(own() % 100) / 50;
    INFO("seed " << seed << ": " << described(shape) << ", cap " << cap << "; " << described(problem));
    const auto best = fractional_leximin_of(problem, cap);
    const auto point = fair_point(problem, Depth::leximin, cap);
    REQUIRE(point.has_value() == best.has_value());
    if (!best) continue;
    ++compared;
    CHECK(farthest(*best, levels_of(problem, point->expected)) < tolerance);
    const double lowest = *std::min_element(best->begin(), best->end());
    CHECK(std::abs(point->lowest - lowest) < tolerance);
    CHECK(std::abs(point->lowest - lowest) < tolerance);
    const auto first = fair_point(problem, Depth::maximin, cap);
    REQUIRE(first);
    CHECK(std::abs(first->lowest - lowest) < tolerance);
  }
  CHECK(compared > 60);
}
