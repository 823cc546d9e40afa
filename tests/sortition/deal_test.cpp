// Rounding, dealing, and the generator behind them.
#include "selection/sortition/deal.h"

#include <map>
#include <set>

#include "tests/sortition/checks.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

// Whole numbers of which the expected one is the floor or the ceiling; a number that is whole but for rounding stays.
bool is_rounding(double exact, long whole) { return std::abs(static_cast<double>(whole) - exact) < 1 - 1e-7 || std::abs(exact - static_cast<double>(whole)) < 1e-6; }

struct Case {
  Problem problem;
  std::vector<double> expected;
};

// A pool with room: ranges around one panel's counts, the fair point as the expected seats.
std::optional<Case> random_case(std::mt19937_64& random) {
  const int people = 20 + static_cast<int>(random() % 60), seats = 4 + static_cast<int>(random() % 8), features = 2 + static_cast<int>(random() % 2);
  const Shape shape{people, seats, features, 3, random() % 3 ? Quotas::loose1 : Quotas::loose2, random() % 2 == 0};
  Case made;
  made.problem = typed(random_pool(random, shape)).problem;
  const auto point = fair_point(made.problem, Depth::leximin);
  if (!point) return std::nullopt;
  made.expected = point->expected;
  return made;
}

Random::Seed seed_from(std::mt19937_64& random) { return {random(), random(), random(), random() | 1}; }

}  // namespace

TEST_CASE("property: whole appearances are the planned ones rounded, and together fill the panels within all rows") {
  std::mt19937_64 source(shopper::testing::seed("whole appearances"));
  int made = 0;
  for (int run = 0; run < 150; ++run) {
    const auto instance = random_case(source);
    if (!instance) continue;
    const auto& [problem, expected] = *instance;
    const int panels = 1 + static_cast<int>(source() % 200);
    Random random(seed_from(source));
    INFO(panels << " panels; " << described(problem));
    const auto appearances = whole_appearances(problem, expected, panels, random);
    if (!appearances) continue;
    ++made;
    REQUIRE(appearances->whole.size() == expected.size());
    long sum = 0;
    std::vector<long> held(problem.rows.size(), 0);
    const std::set<int> up(appearances->up.begin(), appearances->up.end()), down(appearances->down.begin(), appearances->down.end());
    CHECK(up.size() == appearances->up.size());
    CHECK(down.size() == appearances->down.size());
    for (std::size_t t = 0; t < expected.size(); ++t) {
      const double exact = expected[t] * panels;
      const long whole = appearances->whole[t];
      INFO("type " << t << ": " << exact << " became " << whole);
      CHECK(is_rounding(exact, whole));
      const auto type = static_cast<int>(t);
      if (up.contains(type)) CHECK(static_cast<double>(whole) > exact);
      if (down.contains(type)) CHECK(static_cast<double>(whole) < exact);
      CHECK_FALSE((up.contains(type) && down.contains(type)));
      if (!up.contains(type) && !down.contains(type)) CHECK(std::abs(static_cast<double>(whole) - exact) < 1e-5);
      sum += whole;
      for (const int row : problem.types[t].rows) held[static_cast<std::size_t>(row)] += whole;
    }
    CHECK(sum == 1L * panels * problem.seats);
    for (std::size_t r = 0; r < held.size(); ++r) {
      CHECK(held[r] >= 1L * panels * problem.rows[r].min);
      CHECK(held[r] <= 1L * panels * problem.rows[r].max);
    }
  }
  CHECK(made > 100);
}

TEST_CASE("property: dealt panels keep every row, and every type appears as planned, rounded; a seed decides everything") {
  std::mt19937_64 source(shopper::testing::seed("deal"));
  int dealt = 0, tried = 0;
  for (int run = 0; run < 40; ++run) {
    const auto instance = random_case(source);
    if (!instance) continue;
    const auto& [problem, expected] = *instance;
    const int panels = 20 + static_cast<int>(source() % 40);
    const auto seed = seed_from(source);
    INFO(panels << " panels; " << described(problem));
    const auto once = [&] {
      Random random(seed);
      const auto appearances = whole_appearances(problem, expected, panels, random);
      return appearances ? deal(problem, *appearances, panels, random) : std::nullopt;
    };
    ++tried;
    const auto made = once();
    if (!made) continue;
    ++dealt;
    REQUIRE(made->size() == static_cast<std::size_t>(panels));
    std::vector<long> appearances(expected.size(), 0);
    for (const auto& panel : *made) {
      REQUIRE(is_panel(problem, panel));
      REQUIRE(keeps_every_row(problem, panel));
      for (const auto& seats : panel) appearances[static_cast<std::size_t>(seats.type)] += seats.count;
    }
    for (std::size_t t = 0; t < expected.size(); ++t) {
      INFO("type " << t << ": " << expected[t] * panels << " became " << appearances[t]);
      CHECK(is_rounding(expected[t] * panels, appearances[t]));
    }
    CHECK(once() == made);
  }
  // Some fair points cannot be dealt at all; most with ranges can.
  CHECK(dealt * 2 > tried);
}

TEST_CASE("another seed deals other panels") {
  Problem problem;
  problem.seats = 3;
  problem.rows = {{1, 2}, {1, 2}};
  problem.types = {{{0}, 7, 7}, {{1}, 9, 9}, {{0, 1}, 2, 2}};
  const std::vector<double> expected{1.31, 1.34, 0.35};
  std::set<std::vector<int>> lists;
  std::mt19937_64 source(5);
  for (int i = 0; i < 10; ++i) {
    Random random(seed_from(source));
    const auto appearances = whole_appearances(problem, expected, 40, random);
    REQUIRE(appearances);
    const auto panels = deal(problem, *appearances, 40, random);
    REQUIRE(panels);
    std::vector<int> flat;
    for (const auto& panel : *panels)
      for (const auto& seats : panel) flat.push_back(seats.type), flat.push_back(seats.count);
    lists.insert(flat);
  }
  CHECK(lists.size() > 1);
}

TEST_CASE("systematic rounding gives each type its remainder's chance") {
  // No rows: nothing but the draw decides who is rounded up.
  Problem problem;
  problem.seats = 1;
  problem.types = {{{}, 1, 1}, {{}, 1, 1}, {{}, 1, 1}, {{}, 1, 1}};
  const std::vector<double> expected{0.1, 0.2, 0.3, 0.4};
  std::vector<int> ups(4, 0);
  Random random({11, 12, 13, 14});
  constexpr int draws = 20000;
  for (int i = 0; i < draws; ++i) {
    const auto appearances = whole_appearances(problem, expected, 1, random);
    REQUIRE(appearances);
    for (std::size_t t = 0; t < ups.size(); ++t) ups[t] += static_cast<int>(appearances->whole[t]);
  }
  // Four standard deviations of a binomial share at most.
  for (std::size_t t = 0; t < ups.size(); ++t) CHECK(std::abs(ups[t] / static_cast<double>(draws) - expected[t]) < 4 * std::sqrt(0.25 / draws));
}

TEST_CASE("the generator is xoshiro256**: the published algorithm's first numbers for the state 1, 2, 3, 4") {
  Random random({1, 2, 3, 4});
  constexpr std::uint64_t published[] = {11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600};
  for (const auto number : published) CHECK(random.next() == number);
}

TEST_CASE("whole numbers below a bound are uniform, also below bounds that divide no power of two") {
  for (const std::uint64_t bound : {2, 3, 7, 10, 100}) {
    Random random({5, 6, 7, 8});
    std::vector<int> seen(bound, 0);
    const int draws = static_cast<int>(bound) * 2000;
    for (int i = 0; i < draws; ++i) {
      const auto number = random.below(bound);
      REQUIRE(number < bound);
      ++seen[number];
    }
    double chi_square = 0;
    for (const int count : seen) chi_square += (count - 2000.0) * (count - 2000.0) / 2000.0;
    // Mean bound - 1, variance twice that; the seed is fixed, so this never fails by chance.
    const auto freedom = static_cast<double>(bound - 1);
    INFO("bound " << bound << ", chi-square " << chi_square);
    CHECK(chi_square < freedom + 4 * std::sqrt(2 * freedom));
  }
  // A bound of three quarters of the range: taking the remainder alone would give the lowest third twice the chance.
  Random random({9, 10, 11, 12});
  const std::uint64_t bound = 3ULL << 62;
  int low = 0;
  constexpr int draws = 30000;
  for (int i = 0; i < draws; ++i) low += random.below(bound) < (1ULL << 62);
  CHECK(std::abs(low / static_cast<double>(draws) - 1.0 / 3) < 0.012);
  CHECK(random.below(1) == 0);
}

TEST_CASE("a shuffle reaches every order, each equally often") {
  Random random({21, 22, 23, 24});
  std::map<std::vector<int>, int> seen;
  constexpr int draws = 12000;
  for (int i = 0; i < draws; ++i) {
    std::vector<int> items{0, 1, 2, 3};
    random.shuffle(items);
    ++seen[items];
  }
  CHECK(seen.size() == 24);
  double chi_square = 0;
  for (const auto& [order, count] : seen) chi_square += (count - draws / 24.0) * (count - draws / 24.0) / (draws / 24.0);
  CHECK(chi_square < 23 + 4 * std::sqrt(2 * 23.0));
}
