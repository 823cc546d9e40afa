// The first of two stages: who is shortlisted, and what chance everybody has in the end.
#include "selection/sortition/shortlist.h"

#include <numeric>

#include "tests/sortition/checks.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using shopper::sortition::testing::unit_of;

namespace {

constexpr auto unit = static_cast<double>(inclusion_unit);

std::int64_t start_from(std::mt19937_64& random) { return static_cast<std::int64_t>(random() >> 24); }

struct Shortlisting {
  Problem problem;
  std::vector<double> expected;
  int wanted = 0;
};

// Types of any size and chance, some of which would have more than certainty.
Shortlisting random_shortlisting(std::mt19937_64& random) {
  Shortlisting made;
  made.problem.seats = 5 + static_cast<int>(random() % 40);
  double sum = 0;
  for (int t = 0; t < 60; ++t) {
    made.problem.types.push_back({{static_cast<int>(random() % 4), 4 + static_cast<int>(random() % 3)}, 1 + static_cast<int>(random() % 50), 1000});
    made.expected.push_back(random() % 9 == 0 ? 0 : static_cast<double>(random() % 1000) / 1000);
    sum += made.expected.back();
  }
  made.problem.rows.resize(7);
  for (double& seats : made.expected) seats *= made.problem.seats / sum;
  made.wanted = made.problem.seats + static_cast<int>(random() % 800);
  return made;
}

// 3,000 people of three features, the first value of each scarcer among people than in the quotas; some live together.
shopper::sortition::Pool made_pool(std::mt19937_64& random) {
  shopper::sortition::Pool pool(20, {{5, 7}, {6, 8}, {6, 8}, {8, 11}, {9, 12}, {4, 6}, {7, 9}, {6, 8}});
  std::uint32_t household = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto draw = [&](std::vector<int> shares) {
      int left = static_cast<int>(random() % 100), value = 0;
      while (left >= shares[static_cast<std::size_t>(value)]) left -= shares[static_cast<std::size_t>(value++)];
      return value;
    };
    if (i % 10 == 0) ++household;
    pool.add(pool.type_with({draw({12, 33, 55}), 3 + draw({30, 70}), 5 + draw({15, 35, 50})}), i % 10 < 2 ? household : 0);
  }
  pool.close();
  return pool;
}

}  // namespace

TEST_CASE("property: the chances of being shortlisted add up to the number wanted, in proportion to the fair ones, at most certain") {
  std::mt19937_64 random(shopper::testing::seed("inclusion"));
  int certain = 0;
  for (int run = 0; run < 200; ++run) {
    const auto [problem, expected, wanted] = random_shortlisting(random);
    const auto inclusion = inclusion_of(problem, expected, wanted);
    std::int64_t people = 0;
    for (std::size_t t = 0; t < expected.size(); ++t) people += expected[t] > 0 ? problem.types[t].people : 0;
    double sum = 0, least_ratio = 1e18, most_ratio = 0;
    for (std::size_t t = 0; t < expected.size(); ++t) {
      CHECK(inclusion[t] >= 0);
      CHECK(inclusion[t] <= inclusion_unit);
      sum += problem.types[t].people * static_cast<double>(inclusion[t]) / unit;
      if (expected[t] <= 0) CHECK(inclusion[t] == 0);
      else if (inclusion[t] == inclusion_unit) ++certain;
      else {
        const double ratio = static_cast<double>(inclusion[t]) / unit / (expected[t] / problem.types[t].people);
        least_ratio = std::min(least_ratio, ratio), most_ratio = std::max(most_ratio, ratio);
      }
    }
    CHECK(sum == Approx(std::min<double>(wanted, static_cast<double>(people))).margin(1e-6));
    if (most_ratio > 0) CHECK(most_ratio == Approx(least_ratio).epsilon(1e-6));
  }
  CHECK(certain > 100);
}

TEST_CASE("property: a type's number is its expected one rounded down or up, and over all starts it is exactly that") {
  std::mt19937_64 random(shopper::testing::seed("shortlist counts"));
  for (int run = 0; run < 40; ++run) {
    const auto [problem, expected, wanted] = random_shortlisting(random);
    const auto inclusion = inclusion_of(problem, expected, wanted);
    std::vector<double> sums(expected.size(), 0);
    constexpr int starts = 400;
    const auto offset = start_from(random) % (inclusion_unit / starts);
    double total = 0;
    for (std::size_t t = 0; t < expected.size(); ++t) total += problem.types[t].people * static_cast<double>(inclusion[t]) / unit;
    for (int i = 0; i < starts; ++i) {
      const auto counts = shortlist_counts(problem, inclusion, offset + inclusion_unit / starts * i);
      CHECK(std::abs(std::accumulate(counts.begin(), counts.end(), 0) - total) <= 1);
      for (std::size_t t = 0; t < counts.size(); ++t) {
        const double exact = problem.types[t].people * static_cast<double>(inclusion[t]) / unit;
        CHECK(std::abs(counts[t] - exact) < 1);
        if (inclusion[t] == inclusion_unit) CHECK(counts[t] == problem.types[t].people);
        sums[t] += counts[t];
      }
    }
    for (std::size_t t = 0; t < sums.size(); ++t) CHECK(std::abs(sums[t] / starts - problem.types[t].people * static_cast<double>(inclusion[t]) / unit) <= 1.01 / starts * 2);
  }
}

TEST_CASE("a shortlist keeps the quotas, and the limits of households and employers as far as their people are in it") {
  shopper::sortition::Pool pool(2, {{0, 2}, {0, 2}}, 1);
  for (const auto& [row, household, employer] : std::vector<std::tuple<int, std::uint32_t, std::uint32_t>>{{0, 1, 0}, {1, 1, 0}, {0, 2, 0}, {1, 2, 0}, {0, 0, 7}, {1, 0, 7}, {1, 0, 0}}) pool.add(pool.type_with({row}), household, employer);
  pool.close();
  const auto some = shortlisted(pool, {0, 1, 2, 4, 5, 6});
  CHECK(some.people() == 6);
  CHECK(some.problem().seats == 2);
  CHECK_FALSE(is_seated_panel(some, {0, 1}));   // they live together
  CHECK(is_seated_panel(some, {1, 2}));         // the second one's housemate is not here
  CHECK_FALSE(is_seated_panel(some, {3, 4}));   // the same employer
  CHECK(is_seated_panel(some, {3, 5}));
  std::int64_t people = 0;
  for (const auto& type : some.problem().types) people += type.people;
  CHECK(people == 6);
}

TEST_CASE("simulation: over many shortlists everybody's chance is near her fair one") {
  std::mt19937_64 random(shopper::testing::seed("two stages"));
  const auto pool = made_pool(random);
  const auto& problem = pool.problem();
  const auto fair = fair_chances(problem, Options{});
  REQUIRE(fair.lottery);
  const auto& expected = fair.lottery->expected;
  constexpr int wanted = 400, seeds = 300;
  const auto inclusion = inclusion_of(problem, expected, wanted);
  std::vector<std::vector<std::uint32_t>> members(problem.types.size());
  for (std::uint32_t person = 0; person < pool.people(); ++person) members[static_cast<std::size_t>(pool.type_of(person))].push_back(person);
  std::vector<double> sum(problem.types.size(), 0), squares(problem.types.size(), 0);
  double lowest_second = 1;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto counts = shortlist_counts(problem, inclusion, start_from(random));
    std::vector<std::uint32_t> people;
    std::vector<std::size_t> from;
    for (std::size_t t = 0; t < counts.size(); ++t) {
      std::shuffle(members[t].begin(), members[t].end(), random);
      people.insert(people.end(), members[t].begin(), members[t].begin() + counts[t]);
      from.insert(from.end(), static_cast<std::size_t>(counts[t]), t);
    }
    const auto second = shortlisted(pool, people);
    const auto chances = fair_chances(second.problem(), Options{});
    REQUIRE(chances.lottery);
    std::vector<double> seats(problem.types.size(), 0);
    for (std::size_t i = 0; i < people.size(); ++i) {
      const auto type = static_cast<std::size_t>(second.type_of(i));
      const double chance = chances.lottery->expected[type] / second.problem().types[type].people;
      seats[from[i]] += chance;
      lowest_second = std::min(lowest_second, chance);
    }
    for (std::size_t t = 0; t < seats.size(); ++t) sum[t] += seats[t], squares[t] += seats[t] * seats[t];
  }
  // By type and by row: the mean against the fair number of seats, in standard errors and as a share.
  double worst_deviation = 0, worst_share = 0, off = 0;
  for (std::size_t t = 0; t < sum.size(); ++t) {
    const double mean = sum[t] / seeds, error = std::sqrt(std::max(0.0, squares[t] / seeds - mean * mean) / seeds);
    INFO("type " << t << " of " << problem.types[t].people << ": fair " << expected[t] << " seats, mean " << mean << " +- " << error);
    // Quotas that a shortlist meets a little above or below move its people by some per cent, rounding by no more than chance does.
    CHECK(std::abs(mean - expected[t]) < 5 * error + 0.04 * expected[t]);
    if (error > 0) worst_deviation = std::max(worst_deviation, std::abs(mean - expected[t]) / error);
    worst_share = std::max(worst_share, std::abs(mean / expected[t] - 1));
    off += std::abs(mean - expected[t]) / problem.seats;
  }
  std::cout << "two stages: " << seeds << " shortlists; types off by at most " << 100 * worst_share << " % (" << worst_deviation << " standard errors), on average " << 100 * off << " %; lowest second chance "
            << lowest_second << " of " << static_cast<double>(problem.seats) / wanted << "\n";
  CHECK(off < 0.02);
}
