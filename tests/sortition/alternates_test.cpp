// The reserve against the exact optimum of the published integer program on small pools, and against plainer reserves on larger ones.
#include "selection/sortition/alternates.h"

#include <map>
#include <set>

#include "selection/solver/integer_program.h"
#include "selection/sortition/greedy.h"
#include "selection/sortition/reserve.h"
#include "tests/sortition/checks.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;
using People = std::vector<std::uint32_t>;

namespace {

struct Bench {
  shopper::sortition::Pool pool;
  People panel;
};

// Some panel of the pool, if greed finds one.
std::optional<Bench> bench_of(std::mt19937_64& own, const Shape& shape) {
  Bench bench{engine_pool(random_pool(own, shape)), {}};
  Random random({own(), 1, 2, 3});
  const auto panel = greedy_panel(bench.pool.problem(), random, 50);
  if (!panel) return std::nullopt;
  bench.panel = bench.pool.seat({*panel}, random)[0];
  return bench;
}

People rest_of(const Bench& bench) {
  const std::set<std::uint32_t> panel(bench.panel.begin(), bench.panel.end());
  People rest;
  for (std::uint32_t person = 0; person < bench.pool.people(); ++person)
    if (!panel.contains(person)) rest.push_back(person);
  return rest;
}

// Without those at the end who can be called only when a housemate has left.
People callable(const Bench& bench, const People& reserve) {
  std::set<std::uint32_t> homes;
  for (const auto person : bench.panel) homes.insert(bench.pool.household_of(person));
  People people;
  for (const auto person : reserve)
    if (const auto home = bench.pool.household_of(person); home == 0 || homes.insert(home).second) people.push_back(person);
  return people;
}

// x, y and z of sortition.md 2.10 on single people; the panel's size is a quota like the others.
double least_violation(const Bench& bench, int wanted, const Leavers& leavers) {
  using shopper::selection::Term;
  const auto& pool = bench.pool;
  const auto& problem = pool.problem();
  shopper::selection::IntegerProgram program;
  std::vector<double> costs;
  const auto variable = [&](double high, double cost) {
    costs.push_back(cost);
    return program.add_variable(0, high, -cost);
  };
  std::set<std::uint32_t> of_panel;
  for (const auto person : bench.panel) of_panel.insert(pool.household_of(person));
  std::map<std::uint32_t, int> chosen;
  std::map<std::uint32_t, std::vector<Term>> homes;
  std::vector<Term> reserve;
  for (const auto person : rest_of(bench)) {
    const auto home = pool.household_of(person);
    if (home != 0 && of_panel.contains(home)) continue;
    const int x = chosen[person] = variable(1, 0);
    reserve.push_back({x, 1});
    if (home != 0) homes[home].push_back({x, 1});
  }
  program.add_row(0, wanted, std::move(reserve));
  for (auto& [home, members] : homes) program.add_row(0, 1, std::move(members));
  for (const auto& gone : leavers) {
    std::vector<int> held(problem.rows.size(), 0);
    for (const auto person : bench.panel)
      if (!std::binary_search(gone.begin(), gone.end(), person))
        for (const int row : problem.types[static_cast<std::size_t>(pool.type_of(person))].rows) ++held[static_cast<std::size_t>(row)];
    std::vector<std::vector<Term>> rows(problem.rows.size());
    std::vector<Term> seats;
    for (const auto& [person, x] : chosen) {
      const int y = variable(1, 0);
      program.add_row(-1, 0, {{y, 1}, {x, -1}});
      seats.push_back({y, 1});
      for (const int row : problem.types[static_cast<std::size_t>(pool.type_of(person))].rows) rows[static_cast<std::size_t>(row)].push_back({y, 1});
    }
    const auto& bounds = problem.rows;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (pool.kind_of(r) != RowKind::quota) continue;
      const double share = 1.0 / std::max(bounds[r].max, 1);
      rows[r].push_back({variable(problem.seats, share), 1});
      rows[r].push_back({variable(problem.seats, share), -1});
      program.add_row(bounds[r].min - held[r], bounds[r].max - held[r], std::move(rows[r]));
    }
    const auto free = static_cast<double>(gone.size());
    seats.push_back({variable(problem.seats, 1.0 / problem.seats), 1});
    program.add_row(free, free, std::move(seats));
  }
  const auto solution = program.maximise(60);
  REQUIRE(solution.proven);
  double cost = 0;
  for (std::size_t i = 0; i < costs.size(); ++i) cost += costs[i] * static_cast<double>(solution.values[i]);
  return cost / static_cast<double>(leavers.size());
}

}  // namespace

TEST_CASE("property: the reserve is close to the exact optimum of the published program, and never below it") {
  std::mt19937_64 random(shopper::testing::seed("reserve optimum"));
  double found = 0, least = 0, nearest = 0;
  int compared = 0, equal = 0;
  while (compared < 40) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const auto shape = Shape{14 + static_cast<int>(own() % 12), 5 + static_cast<int>(own() % 3), 2 + static_cast<int>(own() % 2), 2 + static_cast<int>(own() % 2), own() % 2 ? Quotas::exact : Quotas::loose1, own() % 3 == 0};
    const auto bench = bench_of(own, shape);
    if (!bench) continue;
    INFO("seed " << seed << ": " << described(shape));
    const int wanted = 2 + static_cast<int>(own() % 4);
    const Dropout dropout{{0.7, 0.4}, 8};
    Random engine({seed, 1, 2, 3}), same({seed, 1, 2, 3});
    const auto leavers = drawn_leavers(bench->panel, dropout, same);
    const auto reserve = callable(*bench, best_reserve(bench->pool, bench->panel, wanted, engine, dropout));
    const double mine = expected_violation(bench->pool, bench->panel, reserve, leavers);
    const double best = least_violation(*bench, wanted, leavers);
    CHECK(mine >= best - 1e-6);
    found += mine, least += best, ++compared, equal += mine < best + 1e-6;
    nearest += expected_violation(bench->pool, bench->panel, callable(*bench, nearest_reserve(bench->pool, bench->panel, wanted, engine)), leavers);
  }
  std::cout << "  violation " << found << ", optimum " << least << ", nearest " << nearest << "; " << equal << " of " << compared << " optimal\n";
  CHECK(found <= 1.1 * least + 0.1);
  CHECK(equal > compared / 2);
}

TEST_CASE("property: a reserve is as long as asked, of other people, one of a household first, and the same for the same seed") {
  std::mt19937_64 random(shopper::testing::seed("reserve people"));
  for (int run = 0; run < 60; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const auto shape = random_shape(own);
    INFO("seed " << seed << ": " << described(shape));
    const auto bench = bench_of(own, shape);
    if (!bench) continue;
    const auto rest = rest_of(*bench);
    const int wanted = static_cast<int>(own() % (rest.size() + 3));
    Random engine({seed, 1, 2, 3}), again({seed, 1, 2, 3});
    const auto reserve = best_reserve(bench->pool, bench->panel, wanted, engine);
    CHECK(reserve == best_reserve(bench->pool, bench->panel, wanted, again));
    CHECK(reserve.size() == std::min(rest.size(), static_cast<std::size_t>(wanted)));
    std::set<std::uint32_t> seen(bench->panel.begin(), bench->panel.end());
    for (const auto person : reserve) CHECK(seen.insert(person).second);
    const auto first = callable(*bench, reserve);
    CHECK(std::equal(first.begin(), first.end(), reserve.begin()));
  }
}

TEST_CASE("property: drop-outs as they come violate the quotas less with the reserve than with the nearest people or random ones") {
  std::mt19937_64 random(shopper::testing::seed("reserve comparison"));
  double best = 0, nearest = 0, drawn = 0;
  for (int run = 0; run < 12; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const Shape shape{100 + static_cast<int>(own() % 60), 14, 4, 3, own() % 2 ? Quotas::loose1 : Quotas::exact, own() % 2 == 0};
    INFO("seed " << seed << ": " << described(shape));
    const auto bench = bench_of(own, shape);
    if (!bench) continue;
    Random engine({seed, 1, 2, 3});
    for (const int wanted : {7, 14}) {
      const auto optimised = best_reserve(bench->pool, bench->panel, wanted, engine), near = nearest_reserve(bench->pool, bench->panel, wanted, engine);
      auto any = rest_of(*bench);
      engine.shuffle(any);
      any.resize(static_cast<std::size_t>(wanted));
      // Other drop-outs than those the reserve was made for.
      const auto leavers = drawn_leavers(bench->panel, {{0.9, 0.7, 0.5, 0.3}, 200}, engine);
      best += expected_violation(bench->pool, bench->panel, optimised, leavers);
      nearest += expected_violation(bench->pool, bench->panel, near, leavers);
      drawn += expected_violation(bench->pool, bench->panel, any, leavers);
    }
  }
  std::cout << "  violation " << best << ", nearest " << nearest << ", random " << drawn << "\n";
  CHECK(best > 0);
  CHECK(best < nearest);
  CHECK(best < drawn);
}
