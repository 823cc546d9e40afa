#include "recommendation/domain/statistics.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "recommendation/domain/analysis.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::recommendation;

namespace {

bool near(double a, double b) { return std::fabs(a - b) < 1e-6; }

Fact fact(int i, const std::string& entity, double score, const std::string& dimension = "staff") {
  Fact f;
  f.evaluation_id = std::to_string(i);
  f.entity_id = entity;
  f.service_id = entity + "-s";
  f.volunteer = "v" + std::to_string(i % 40);
  f.items = {{"q1", dimension, score}};
  f.score = score;
  return f;
}
std::vector<const Fact*> pointers(const std::vector<Fact>& facts) {
  std::vector<const Fact*> all;
  for (const auto& f : facts) all.push_back(&f);
  return all;
}

}  // namespace

TEST_CASE("Wilson's interval: the given vectors") {
  const struct {
    double k, n, low, high;
  } vectors[] = {{0, 5, 0, 0.434482}, {3, 10, 0.107791, 0.603222}, {42, 50, 0.714858, 0.916626}, {5, 5, 0.565518, 1}};
  for (const auto& v : vectors) {
    const auto interval = wilson(v.k / v.n, v.n);
    INFO(v.k << "/" << v.n);
    CHECK(near(interval.low, v.low));
    CHECK(near(interval.high, v.high));
  }
  CHECK(wilson(0.5, 0).low == 0);
  CHECK(wilson(0.5, 0).high == 1);
}

TEST_CASE("Newcombe's difference: his published example, and its symmetry") {
  // Newcombe (1998), Statistics in Medicine 17: 56/70 - 48/80, method 10: 0.0524 to 0.3339.
  const auto interval = newcombe(56.0 / 70, 70, 48.0 / 80, 80);
  CHECK(std::fabs(interval.low - 0.0524) < 5e-5);
  CHECK(std::fabs(interval.high - 0.3339) < 5e-5);
  const auto mirror = newcombe(48.0 / 80, 80, 56.0 / 70, 70);
  CHECK(near(mirror.low, -interval.high));
  CHECK(near(mirror.high, -interval.low));
}

TEST_CASE("Benjamini-Hochberg keeps the largest run below its line, in the order given") {
  const std::vector<double> p{0.9, 0.01, 0.04, 0.03};
  CHECK(benjamini_hochberg(p, 0.05) == std::vector<bool>{false, true, false, false});   // 0.03 > 0.025, 0.04 > 0.0375
  CHECK(benjamini_hochberg(p, 0.10) == std::vector<bool>{false, true, true, true});
  const std::vector<double> step_up{0.049, 0.05};
  CHECK(benjamini_hochberg(step_up, 0.05) == std::vector<bool>{true, true});   // the second carries the first
  CHECK(benjamini_hochberg({}, 0.1).empty());
  CHECK(near(two_proportion_p(0.5, 100, 0.5, 100), 1));
  CHECK(near(two_proportion_p(1, 10, 1, 10), 1));
  CHECK(std::fabs(two_proportion_p(0.6, 100, 0.4, 100) - 0.004678) < 1e-5);
}

TEST_CASE("the XmR chart") {
  const std::vector<double> values{10, 12, 11, 13};
  const auto limits = xmr(values);
  CHECK(near(limits.centre, 11.5));
  CHECK(near(limits.high, 11.5 + 2.66 * 5.0 / 3));
  CHECK(near(limits.low, 11.5 - 2.66 * 5.0 / 3));
  const std::vector<double> one{1};
  CHECK(xmr(one).high == 0);
}

TEST_CASE("the gates: too few evaluations, too few volunteers, and no way to compute a hidden cell") {
  std::vector<Fact> facts;
  for (int i = 0; i < 4; ++i) facts.push_back(fact(i, "a", 1));
  const ScoreOf overall = overall_score;
  CHECK(make_cell(pointers(facts), overall, {}).suppressed == "TOO_FEW_EVALUATIONS");
  CHECK_FALSE(make_cell(pointers(facts), overall, {}).score);
  facts.push_back(fact(4, "a", 0));
  const auto cell = make_cell(pointers(facts), overall, {});
  REQUIRE(cell.score);
  CHECK(near(*cell.score, 0.8));
  CHECK(cell.n == 5);
  for (auto& f : facts) f.volunteer = "v" + std::to_string(&f - facts.data() < 2 ? 0 : &f - facts.data());
  CHECK(make_cell(pointers(facts), overall, {}).suppressed == "TOO_FEW_VOLUNTEERS");
  facts[0].score.reset();   // not applicable: no evaluation of this
  CHECK(make_cell(pointers(facts), overall, {}).n == 4);

  facts.clear();
  int id = 0;
  for (const auto& [entity, n] : std::vector<std::pair<std::string, int>>{{"a", 20}, {"b", 9}, {"c", 12}, {"d", 3}})
    for (int i = 0; i < n; ++i) facts.push_back(fact(id++, entity, 1));
  const auto by_entity = [](const Fact& f) { return f.entity_id; };
  auto cells = cells_by(pointers(facts), by_entity, overall, {});
  REQUIRE(cells.size() == 4);
  CHECK(cells[0].suppressed.empty());
  CHECK(cells[1].suppressed == "COMPLEMENTARY");
  CHECK_FALSE(cells[1].score);
  CHECK_FALSE(cells[1].low);
  CHECK(cells[3].suppressed == "TOO_FEW_EVALUATIONS");
  for (int i = 0; i < 2; ++i) facts.push_back(fact(id++, "e", 1));   // two hidden cells hide each other
  cells = cells_by(pointers(facts), by_entity, overall, {});
  CHECK(cells[1].suppressed.empty());
}

TEST_CASE("a planted weakness is found, with its evidence") {
  std::mt19937_64 random(testing::seed("planted weakness"));
  std::vector<Fact> facts;
  for (int i = 0; i < 600; ++i) {
    const std::string entity = "e" + std::to_string(i % 12);
    facts.push_back(fact(i, entity, std::uniform_real_distribution(0.0, 1.0)(random) < (entity == "e3" ? 0.35 : 0.85) ? 1 : 0));
  }
  const auto found = contrasts(pointers(facts), {});
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].entity_id == "e3");
  CHECK(found[0].kind == FindingKind::weakness);
  CHECK(found[0].n == 50);
  CHECK(found[0].evidence.size() == 50);
  CHECK(found[0].effect < -0.2);
}

TEST_CASE("noise alone rarely gives a finding: false discoveries over 200 seeds") {
  const auto seed = testing::seed("false discoveries");
  int families_with_a_finding = 0;
  for (std::uint64_t run = 0; run < 200; ++run) {
    std::mt19937_64 random(seed + run);
    std::vector<Fact> facts;
    for (int i = 0; i < 300; ++i) facts.push_back(fact(i, "e" + std::to_string(i % 10), std::uniform_real_distribution(0.0, 1.0)(random) < 0.7 ? 1 : 0));
    families_with_a_finding += contrasts(pointers(facts), {}).empty() ? 0 : 1;
  }
  // All hypotheses are true, so a discovery is false whatever it is: at most q = 0.10 of the families (20 of 200), 4 deviations of room.
  INFO(families_with_a_finding << " of 200");
  CHECK(families_with_a_finding <= 37);
}

TEST_CASE("what is hidden together must be enough, what nobody answered hides nothing, and what has no key is hidden too") {
  const auto gates = Gates{};
  int id = 0;
  const auto make = [&](const std::vector<std::pair<std::string, int>>& groups) {
    std::vector<Fact> facts;
    for (const auto& [entity, n] : groups)
      for (int i = 0; i < n; ++i) facts.push_back(fact(id++, entity, 1));
    return facts;
  };
  const auto hidden = [&](const std::vector<Fact>& facts, const ScoreOf& score_of) {
    std::string keys;
    for (const auto& cell : cells_by(pointers(facts), [](const Fact& f) { return f.entity_id; }, score_of, gates))
      if (!cell.suppressed.empty() && cell.n > 0) keys += cell.key;
    return keys;
  };
  // Two of two evaluations each: the total less the others would tell the mean of four.
  CHECK(hidden(make({{"a", 20}, {"b", 9}, {"c", 2}, {"d", 2}}), overall_score) == "bcd");
  CHECK(hidden(make({{"a", 20}, {"b", 9}, {"c", 3}, {"d", 2}}), overall_score) == "cd");
  // Nobody was asked in d: it is no second hidden cell beside c.
  const auto facts = make({{"a", 20}, {"b", 9}, {"c", 4}, {"d", 6}});
  CHECK(hidden(facts, [](const Fact& f) { return f.entity_id == "d" ? std::nullopt : f.score; }) == "bc");
  // Two evaluations belong to no cell, but to the total.
  CHECK(hidden(make({{"a", 20}, {"b", 9}, {"", 2}}), overall_score) == "b");
  CHECK(hidden(make({{"a", 20}, {"b", 9}, {"", 7}}), overall_score).empty());
}
