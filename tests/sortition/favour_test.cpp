// Rounding in favour of those who have least.
#include "selection/sortition/favour.h"
#include "tests/sortition/checks.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

double lowest_of(const Problem& problem, const std::vector<double>& expected, int panels) {
  double lowest = 1e18;
  for (std::size_t t = 0; t < expected.size(); ++t)
    if (expected[t] > 1e-9) lowest = std::min(lowest, panels * expected[t] / problem.types[t].people);
  return lowest;
}

}  // namespace

TEST_CASE("property: favoured seats keep every row, and everybody stays within two appearances of her chance") {
  std::mt19937_64 random(shopper::testing::seed("favour"));
  int raised = 0, tried = 0;
  for (int run = 0; run < 250; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const Shape shape{40 + static_cast<int>(own() % 200), 6 + static_cast<int>(own() % 20), 2 + static_cast<int>(own() % 3), 2 + static_cast<int>(own() % 3), own() % 2 ? Quotas::loose1 : Quotas::loose2, own() % 3 == 0};
    const auto problem = typed(random_pool(own, shape)).problem;
    const auto cap = goldilocks_cap(problem);
    const auto point = cap ? fair_point(problem, Depth::leximin, *cap * (1 + 1e-6)) : std::nullopt;
    if (!point || point->lowest < 1e-6) continue;
    ++tried;
    // Few panels: the ceiling is far above the chance, and only now and then in reach.
    const int panels = 20 + static_cast<int>(own() % 1000);
    INFO("seed " << seed << ", " << panels << " panels: " << described(problem));
    const auto favoured = favour_lowest(problem, point->expected, panels);
    const double lowest = lowest_of(problem, point->expected, panels);
    CHECK(favoured.least >= std::floor(lowest));
    CHECK(favoured.least <= std::ceil(lowest));
    double seats = 0;
    std::vector<double> held(problem.rows.size(), 0);
    for (std::size_t t = 0; t < favoured.seats.size(); ++t) {
      const double each = favoured.seats[t] * panels / problem.types[t].people, chance = point->expected[t] * panels / problem.types[t].people;
      INFO("type " << t << ": " << chance << " became " << each);
      CHECK(std::abs(each - chance) < 2);
      if (favoured.least > lowest && chance > 1e-6) CHECK(each > static_cast<double>(favoured.least) - 1e-6);
      CHECK(favoured.seats[t] <= problem.types[t].seats_max + 1e-9);
      seats += favoured.seats[t];
      for (const int row : problem.types[t].rows) held[static_cast<std::size_t>(row)] += favoured.seats[t];
    }
    CHECK(seats == Approx(problem.seats));
    for (std::size_t r = 0; r < held.size(); ++r) {
      CHECK(held[r] > problem.rows[r].min - 1e-6);
      CHECK(held[r] < problem.rows[r].max + 1e-6);
    }
    raised += favoured.least > lowest;
  }
  CHECK(tried > 100);
  CHECK(raised > 0);
}

TEST_CASE("the lowest get the ceiling where others can give it, and nobody does where the rows forbid it") {
  // One seat for ten of the one kind, one for 35 of the other: 28.6 appearances each, which nothing can raise.
  Problem problem;
  problem.seats = 2;
  problem.rows = {{1, 1}, {1, 1}};
  problem.types = {{{0}, 10, 2}, {{1}, 35, 2}};
  auto favoured = favour_lowest(problem, {1, 1}, 1000);
  CHECK(favoured.least == 28);
  CHECK(favoured.seats == std::vector<double>{1, 1});
  // With ranges, under a cap that keeps the ten at 99.2 appearances each: less than one appearance more or fewer for them is 29 for everybody.
  problem.rows = {{0, 2}, {0, 2}};
  problem.types = {{{0}, 10, 2}, {{1}, 35, 2}};
  const double lowest = 0.0288 * 35, rest = 2 - lowest;
  favoured = favour_lowest(problem, {rest, lowest}, 1000);
  CHECK(favoured.least == 29);
  CHECK(favoured.seats[1] * 1000 / 35 == Approx(29));
  CHECK(favoured.seats[0] * 1000 / 10 == Approx((2000 - 29 * 35) / 10.0));
}

TEST_CASE("a list is dealt as favoured: nobody who has a chance appears less often than the least") {
  Problem problem;
  problem.seats = 2;
  problem.rows = {{0, 2}, {0, 2}};
  problem.types = {{{0}, 10, 2}, {{1}, 35, 2}};
  Options options;
  options.cap = {Cap::Kind::fixed, 2.2};   // 97.8 appearances, so 29.2 for the others
  const auto outcome = fair_lottery(problem, options);
  REQUIRE(outcome.lottery);
  const auto least = favour_lowest(problem, outcome.lottery->expected, options.panels).least;
  for (std::size_t t = 0; t < problem.types.size(); ++t) CHECK(outcome.lottery->appearances[t] >= least * problem.types[t].people);
  CHECK(outcome.lottery->certificate.exact);
}
