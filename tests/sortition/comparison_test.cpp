// The comparison of methods: figures worked out by hand on tiny pools, and what the methods promise on random ones.
#include "selection/sortition/comparison.h"

#include <numeric>

#include "selection/sortition/nash.h"
#include "tests/sortition/checks.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

// One woman and three men, the woman young, one man old; a seat for each gender.
Problem four_people() {
  Problem problem;
  problem.seats = 2;
  problem.rows = {{1, 1}, {1, 1}, {0, 2}, {0, 2}};
  problem.types = {{{0, 2}, 1, 1}, {{1, 2}, 2, 2}, {{1, 3}, 1, 1}};
  return problem;
}
const std::vector<Feature> gender_and_age{{"gender", {{"female", 0}, {"male", 1}}}, {"age", {{"young", 2}, {"old", 3}}}};

ComparisonOptions options_for(Method method, Cap cap) {
  ComparisonOptions options;
  options.chosen.method = method, options.chosen.cap = cap;
  options.chosen.panels = 50, options.chosen.seed = {7, 1, 2, 3}, options.chosen.search_limit_s = 20;
  options.greedy_draws = 300;
  return options;
}
const Cap off{Cap::Kind::off, 0};

std::vector<double> sorted_chances(const Problem& problem, const MethodFigures& figures) {
  std::vector<double> all;
  for (std::size_t t = 0; t < figures.chances.size(); ++t) all.insert(all.end(), static_cast<std::size_t>(problem.types[t].people), figures.chances[t]);
  std::sort(all.begin(), all.end());
  return all;
}

const MethodFigures* found(const Comparison& comparison, std::optional<Method> method) {
  for (const auto& figures : comparison.methods)
    if (figures.method == method && figures.cap.kind == (method == Method::goldilocks ? Cap::Kind::automatic : Cap::Kind::off)) return &figures;
  return nullptr;
}

}  // namespace

TEST_CASE("Blau's index, and the range that bounds allow") {
  CHECK(blau_index({1}) == Approx(0).margin(1e-12));
  CHECK(blau_index({0.5, 0.5}) == Approx(0.5));
  CHECK(blau_index({0.2, 0.3, 0.5}) == Approx(0.62));
  const auto range = [](const std::vector<Row>& bounds, int seats) { return blau_range(bounds, seats).value(); };
  CHECK(range({{0, 2}, {0, 2}}, 2).first == Approx(0).margin(1e-12));
  CHECK(range({{0, 2}, {0, 2}}, 2).second == Approx(0.5));
  // Least even: 3, 1, 0 of four seats. Most even: 1.5, 1.5, 1.
  CHECK(range({{1, 3}, {1, 3}, {0, 1}}, 4).first == Approx(1 - 10.0 / 16));
  CHECK(range({{1, 3}, {1, 3}, {0, 1}}, 4).second == Approx(1 - (2.25 + 2.25 + 1) / 16));
  CHECK(range({{2, 2}, {3, 3}}, 5).first == Approx(range({{2, 2}, {3, 3}}, 5).second));
  CHECK_FALSE(blau_range({{3, 3}, {0, 0}}, 4));
  CHECK_FALSE(blau_range({{3, 4}, {2, 4}}, 4));
}

TEST_CASE("the curve: every candidate once, from the lowest chance; thinned without touching the ends") {
  const auto curve = curve_of({{1, 1}, {0.25, 2}, {0.5, 0}, {0.25, 1}});
  REQUIRE(curve.size() == 2);
  CHECK(curve[0].share == Approx(0.75));
  CHECK(curve[0].chance == Approx(0.25));
  CHECK(curve[1].share == Approx(1));
  CHECK(curve[1].chance == Approx(1));
  CHECK(curve_of({}).empty());
  std::mt19937_64 random(shopper::testing::seed("curve"));
  for (int round = 0; round < 200; ++round) {
    std::vector<Chance> chances(1 + random() % 900);
    double sum = 0, people = 0;
    for (auto& chance : chances) {
      chance = {static_cast<double>(random() % 100000) / 1e5, static_cast<long>(random() % 30 ? 1 + random() % 3 : 200)};
      sum += chance.chance * static_cast<double>(chance.people), people += static_cast<double>(chance.people);
    }
    const auto most = 10 + random() % 50;
    const auto steps = curve_of(chances, most);
    REQUIRE(steps.size() <= most);
    const auto [low, high] = std::minmax_element(chances.begin(), chances.end(), [](const Chance& a, const Chance& b) { return a.chance < b.chance; });
    CHECK(steps.front().chance == Approx(low->chance));
    CHECK(steps.back().chance == Approx(high->chance));
    CHECK(steps.back().share == Approx(1));
    double area = 0, before = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      CHECK(steps[i].share > before);
      if (i > 0) CHECK(steps[i].chance > steps[i - 1].chance);
      area += (steps[i].share - before) * steps[i].chance, before = steps[i].share;
    }
    CHECK(area == Approx(sum / people));
  }
}

TEST_CASE("four people, by hand") {
  const auto problem = four_people();
  const auto comparison = compare(problem, gender_and_age, options_for(Method::leximin, off));
  // Leximin without a cap is the chosen one, and told once.
  REQUIRE(comparison.methods.size() == 5);
  REQUIRE(comparison.features.size() == 2);
  CHECK(comparison.features[0].values[1].people == 3);
  CHECK(comparison.features[0].blau == Approx(1 - 10.0 / 16));
  CHECK(comparison.features[0].blau_range->first == Approx(0.5));
  CHECK(comparison.features[1].blau_range->first == Approx(0).margin(1e-12));
  REQUIRE(comparison.crossings.size() == 1);
  CHECK(comparison.crossings[0].occupied == 3);
  CHECK(comparison.crossings[0].most == 2);
  const auto& leximin = comparison.methods[0];
  CHECK(leximin.chosen);
  REQUIRE_FALSE(leximin.refusal);
  CHECK(leximin.certified);
  CHECK(leximin.bound.value() == Approx(1.0 / 3));
  REQUIRE(leximin.curve.size() == 2);
  CHECK(leximin.curve[0].share == Approx(0.75));
  CHECK(leximin.curve[0].chance == Approx(1.0 / 3));
  CHECK(leximin.curve[1].chance == Approx(1));
  CHECK(leximin.fairness.geometric_mean == Approx(std::pow(1.0 / 27, 0.25)));
  CHECK(leximin.shares[1][1] == Approx(1.0 / 6));
  CHECK(leximin.blau[0] == Approx(0.5));
  CHECK(leximin.blau[1] == Approx(10.0 / 36));
  // A woman and a man are never of one cell.
  for (const auto& figures : comparison.methods) CHECK(figures.cells.at(0) == Approx(2));
  CHECK_FALSE(comparison.methods.back().method);
  CHECK(comparison.methods.back().draws == 300);
}

TEST_CASE("cells: counted once a panel, however many sit in one; values without a quota are one value") {
  // Two seats must go to the first row; the third to one of the four who are in no row.
  Problem problem;
  problem.seats = 3;
  problem.rows = {{2, 2}};
  problem.types = {{{0}, 4, 3}, {{}, 4, 3}};
  const auto comparison = compare(problem, {{"one", {{"named", 0}}}, {"two", {{"named", 0}}}}, options_for(Method::leximin, {}));
  REQUIRE(comparison.features[0].values.size() == 2);
  CHECK(comparison.features[0].values[1].name.empty());
  CHECK_FALSE(comparison.features[0].values[1].quota);
  CHECK(comparison.features[0].values[1].people == 4);
  CHECK(comparison.methods[0].cells.at(0) == Approx(2));
  CHECK(comparison.methods[0].shares[0][1] == Approx(1.0 / 3));
  CHECK(compare(problem, {{"one", {{"named", 0}}}}, options_for(Method::leximin, {})).crossings.empty());
}

TEST_CASE("a method that fails is listed with its refusal") {
  const auto problem = four_people();
  // The woman is certain of her seat: twice the mean chance.
  auto comparison = compare(problem, gender_and_age, options_for(Method::leximin, {Cap::Kind::fixed, 1.5}));
  REQUIRE(comparison.methods.size() == 6);
  CHECK(comparison.methods[0].chosen);
  CHECK(comparison.methods[0].refusal == Refusal::cap_impossible);
  for (std::size_t i = 1; i < 6; ++i) CHECK_FALSE(comparison.methods[i].refusal);
  auto impossible = problem;
  impossible.rows[3] = {2, 2};
  comparison = compare(impossible, gender_and_age, options_for(Method::leximin, {}));
  CHECK(comparison.methods.size() == 5);
  for (const auto& figures : comparison.methods) CHECK(figures.refusal == Refusal::quotas_impossible);
  impossible.seats = 5;
  auto greedy = options_for(Method::leximin, {});
  greedy.greedy_chosen = true;
  comparison = compare(impossible, gender_and_age, greedy);
  CHECK_FALSE(comparison.methods[0].method);
  CHECK(comparison.methods[0].chosen);
  for (const auto& figures : comparison.methods) CHECK(figures.refusal == Refusal::too_few_people);
}

TEST_CASE("property: leximin's chances are the best from below, Nash's product the greatest") {
  std::mt19937_64 random(shopper::testing::seed("comparison"));
  int compared = 0;
  for (int round = 0; round < 60; ++round) {
    const auto shape = random_shape(random);
    const auto pool = random_pool(random, shape);
    const auto problem = typed(pool).problem;
    INFO(described(shape) << ": " << described(problem));
    std::vector<Feature> features;
    int row = 0;
    for (const auto& rows : pool.quotas) {
      auto& feature = features.emplace_back(Feature{std::to_string(features.size()), {}});
      for (std::size_t v = 0; v < rows.size(); ++v) feature.values.push_back({std::to_string(v), row++});
    }
    auto options = options_for(Method::leximin, off);
    double told = 0;
    options.progress = [&](const std::string&, double done) {
      CHECK(done >= told - 1e-12);
      told = done;
    };
    const auto comparison = compare(problem, features, options);
    CHECK(told <= 1);
    const auto& leximin = comparison.methods[0];
    if (leximin.refusal || !leximin.certified) continue;
    const auto best = sorted_chances(problem, leximin);
    for (const auto& other : comparison.methods) {
      if (other.refusal) continue;
      INFO((other.method ? static_cast<int>(*other.method) : -1));
      for (std::size_t c = 0; c < comparison.crossings.size(); ++c) {
        CHECK(other.cells[c] >= 1 - 1e-9);
        CHECK(other.cells[c] <= static_cast<double>(comparison.crossings[c].most) + 1e-9);
      }
      for (std::size_t f = 0; f < features.size(); ++f) {
        CHECK(std::abs(std::accumulate(other.shares[f].begin(), other.shares[f].end(), 0.0) - 1) < 1e-6);
        CHECK(other.blau[f] <= comparison.features[f].blau_range.value().second + 1e-6);
      }
      // A point that whole panels do not attain may promise more than any lottery gives; greedy's draws are a lottery themselves.
      if (!other.certified && other.method) continue;
      ++compared;
      const auto theirs = sorted_chances(problem, other);
      CHECK(best[0] >= theirs[0] - tolerance * unit_of(problem));
      CHECK(other.fairness.lowest <= leximin.fairness.lowest + tolerance * unit_of(problem));
      // The product is so flat at its greatest that Nash's chances are known to some 1e-5 of k/n.
      const double same = 1e-4 * unit_of(problem);
      const auto differs = std::mismatch(best.begin(), best.end(), theirs.begin(), [&](double a, double b) { return std::abs(a - b) < same; });
      if (differs.first != best.end()) CHECK(*differs.first > *differs.second);
    }
    const auto* nash = found(comparison, Method::nash);
    REQUIRE(nash);
    if (nash->refusal) continue;
    for (const auto& other : comparison.methods)
      if (!other.refusal) CHECK(nash->fairness.geometric_mean >= other.fairness.geometric_mean * (1 - 1e-6));
  }
  CHECK(compared > 100);
}

TEST_CASE("Nash's point in a pool of a million, with thousands of types") {
  // Five features, each value rarer than the one before; every combination is there.
  const std::vector<int> values{8, 5, 8, 2, 8};
  Problem problem;
  problem.seats = 50;
  std::vector<std::pair<std::vector<int>, double>> cells{{{}, 1.0}};
  for (const int number : values) {
    const int first = static_cast<int>(problem.rows.size());
    double wanted = 0, weight = 0;
    for (int v = 0; v < number; ++v) wanted += std::pow(0.8, v), weight += std::pow(0.65, v);
    std::vector<std::pair<std::vector<int>, double>> next;
    for (const auto& [rows, share] : cells)
      for (int v = 0; v < number; ++v) next.emplace_back(rows, share * std::pow(0.65, v) / weight), next.back().first.push_back(first + v);
    cells = std::move(next);
    for (int v = 0; v < number; ++v) {
      const int target = static_cast<int>(std::lround(50 * std::pow(0.8, v) / wanted));
      problem.rows.push_back({target - 1, target + 1});
    }
  }
  for (auto& [rows, share] : cells) {
    const int people = std::max(1, static_cast<int>(std::lround(1e6 * share)));
    problem.types.push_back({std::move(rows), people, std::min(people, problem.seats)});
  }
  REQUIRE(problem.types.size() == 5120);
  const auto nash = nash_point(problem);
  REQUIRE(nash);
  std::vector<double> held(problem.rows.size(), 0);
  for (std::size_t t = 0; t < nash->size(); ++t)
    for (const int row : problem.types[t].rows) held[static_cast<std::size_t>(row)] += (*nash)[t];
  for (std::size_t r = 0; r < held.size(); ++r) CHECK((held[r] >= problem.rows[r].min - 1e-6 && held[r] <= problem.rows[r].max + 1e-6));
  const auto leximin = fair_point(problem, Depth::leximin);
  REQUIRE(leximin);
  const auto product = [&](const std::vector<double>& seats) {
    std::vector<Chance> chances;
    for (std::size_t t = 0; t < seats.size(); ++t) chances.push_back({seats[t] / problem.types[t].people, problem.types[t].people});
    return fairness(std::move(chances)).geometric_mean;
  };
  CHECK(product(*nash) > product(leximin->expected));
}
