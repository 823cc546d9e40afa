// Limits of employers, alone and with households, against the leximin of all panels in which every person is a type of her own.
#include <map>
#include <set>

#include "selection/sortition/alternates.h"
#include "selection/sortition/column_generation.h"
#include "tests/sortition/checks.h"
#include "tests/sortition/reference.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

// No types: a row for each quota, household and employer, and every person for herself.
Problem of_people(const shopper::sortition::testing::Pool& pool) {
  Problem problem;
  problem.seats = pool.seats;
  std::vector<std::vector<int>> counted(pool.people.size());
  const auto add_row = [&](Row row, const auto& counts) {
    for (std::size_t i = 0; i < counted.size(); ++i)
      if (counts(pool.people[i])) counted[i].push_back(static_cast<int>(problem.rows.size()));
    problem.rows.push_back(row);
  };
  for (std::size_t f = 0; f < pool.quotas.size(); ++f)
    for (std::size_t v = 0; v < pool.quotas[f].size(); ++v) add_row(pool.quotas[f][v], [&](const Person& person) { return person.values[f] == static_cast<int>(v); });
  for (int home = 0; home < pool.households; ++home) add_row({0, 1}, [&](const Person& person) { return person.household == home; });
  int employers = 0;
  for (const auto& person : pool.people) employers = std::max(employers, person.employer);
  for (int employer = 1; employer <= employers; ++employer) add_row({0, pool.employer_max}, [&](const Person& person) { return person.employer == employer; });
  for (auto& rows : counted) problem.types.push_back({std::move(rows), 1, 1});
  return problem;
}

}  // namespace

TEST_CASE("property: with limits of employers, chances are the leximin of all panels of people, and no panel exceeds them") {
  std::mt19937_64 random(shopper::testing::seed("employers"));
  int compared = 0, impossible = 0, gaps = 0, bound = 0;
  for (int run = 0; run < 120; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const Quotas quotas[] = {Quotas::exact, Quotas::loose1, Quotas::composed};
    const Shape shape{8 + static_cast<int>(own() % 6), 3 + static_cast<int>(own() % 2), 1 + static_cast<int>(own() % 2), 2, quotas[own() % 3], own() % 2 == 0, 1 + static_cast<int>(own() % 4)};
    const auto people = random_pool(own, shape);
    const auto single = of_people(people);
    INFO("seed " << seed << ": " << described(shape) << "; " << described(single));
    const auto panels = all_panels(single, 1500);
    REQUIRE(panels);
    const auto pool = engine_pool(people);
    const auto& problem = pool.problem();
    for (std::size_t r = 0; r < problem.rows.size(); ++r) bound += pool.kind_of(r) == RowKind::employer;
    const auto best = leximin_of(single, *panels), fractional = fractional_leximin_of(single);
    const auto by_person = [&](const std::vector<double>& expected) {
      const auto levels = levels_of(problem, expected);
      std::vector<double> all;
      for (std::size_t i = 0; i < pool.people(); ++i) all.push_back(levels[static_cast<std::size_t>(pool.type_of(i))]);
      return all;
    };
    // As in leximin_test.cpp: where fractional panels promise too much, the search over whole panels is asked directly.
    if (fractional && (!best || farthest(*best, *fractional) > 1e-5)) {
      const auto searched = whole_lottery(problem, true, 0, 20, {});
      REQUIRE(searched.status == (best ? WholeLottery::Status::found : WholeLottery::Status::no_panel));
      if (best) CHECK(farthest(*best, by_person(searched.expected)) < tolerance);
      ++gaps;
      continue;
    }
    const auto outcome = fair_lottery(problem, options_of(Method::leximin, 0, seed));
    REQUIRE(outcome.lottery.has_value() == best.has_value());
    if (!best) {
      ++impossible;
      continue;
    }
    ++compared;
    CHECK(farthest(*best, by_person(outcome.lottery->expected)) < tolerance);
    Random engine({seed, 1, 2, 3});
    for (const auto& seated : pool.seat(outcome.lottery->panels, engine)) {
      CHECK(is_seated_panel(pool, seated));
      std::map<int, int> colleagues;
      std::set<int> homes;
      for (const auto person : seated) {
        const auto& who = people.people[person];
        if (who.employer > 0) CHECK(++colleagues[who.employer] <= people.employer_max);
        if (who.household >= 0) CHECK(homes.insert(who.household).second);
      }
    }
  }
  CHECK(compared > 30);
  CHECK(impossible + gaps > 0);
  CHECK(bound > 50);
}

TEST_CASE("a panel with more colleagues than the limit is none, however its rows are named") {
  shopper::sortition::Pool pool(3, {{0, 3}}, 2);
  for (int i = 0; i < 6; ++i) pool.add(pool.type_with({0}), i < 2 ? 9 : 0, i < 4 ? 5 : 0);
  pool.close();
  CHECK(pool.problem().rows.size() == 3);
  CHECK(pool.kind_of(0) == RowKind::quota);
  CHECK(pool.kind_of(1) == RowKind::employer);
  CHECK(pool.kind_of(2) == RowKind::household);
  CHECK(is_seated_panel(pool, {1, 2, 4}));
  CHECK_FALSE(is_seated_panel(pool, {1, 2, 3}));   // three of one employer
  CHECK_FALSE(is_seated_panel(pool, {0, 1, 4}));   // one household
  CHECK_FALSE(is_seated_panel(pool, {4, 5}));
  // An employer with no more applicants than the limit needs no row.
  shopper::sortition::Pool few(2, {{0, 2}}, 2);
  for (int i = 0; i < 4; ++i) few.add(few.type_with({0}), 0, i < 2 ? 1 : 2);
  few.close();
  CHECK(few.problem().rows.size() == 1);
}

TEST_CASE("property: in the order of calling, those whose employer has all its seats come after those who can be called at once") {
  std::mt19937_64 random(shopper::testing::seed("employers in reserve"));
  int late = 0;
  for (int run = 0; run < 40; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const Shape shape{40, 8, 2, 2, Quotas::loose2, false, 4};
    INFO("seed " << seed);
    const auto pool = engine_pool(random_pool(own, shape));
    auto options = options_of(Method::leximin, 0, seed);
    const auto outcome = fair_lottery(pool.problem(), options);
    if (!outcome.lottery) continue;
    Random engine(options.seed);
    const auto panel = pool.seat(outcome.lottery->panels, engine)[0];
    std::map<std::uint32_t, int> colleagues;
    for (const auto person : panel) ++colleagues[pool.employer_of(person)];
    bool is_late = false;
    for (const auto person : best_reserve(pool, panel, 12, engine)) {
      const bool is_full = pool.employer_of(person) != 0 && colleagues[pool.employer_of(person)] >= pool.employer_max();
      CHECK_FALSE((is_late && !is_full));
      is_late = is_full;
    }
    late += is_late;
  }
  CHECK(late > 0);
}
