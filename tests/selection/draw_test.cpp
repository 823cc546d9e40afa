#include "selection/domain/fair_list.h"
#include "selection/procedure/reserve.h"
#include "selection/sortition/alternates.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::selection;

namespace {

const std::map<std::string, std::vector<std::string>> known{{"nation", {"a", "b", "c"}}, {"age", {"young", "old"}}};

std::vector<Entrant> random_pool(std::mt19937_64& random, int size) {
  std::vector<Entrant> pool;
  for (int i = 0; i < size; ++i) {
    const auto pick = [&](const std::vector<std::string>& values) { return values[std::min<std::size_t>(random() % (values.size() + 1), values.size() - 1)]; };
    pool.push_back({"p" + std::to_string(i), {{"nation", pick(known.at("nation"))}, {"age", pick(known.at("age"))}}, random() % 6 == 0 ? "h" + std::to_string(random() % 8) : ""});
  }
  return pool;
}
// Quotas around the pool's own shares: mostly feasible, not always.
QuotaPlan random_plan(std::mt19937_64& random, const std::vector<Entrant>& pool, int size) {
  QuotaPlan plan;
  plan.panel_size = size;
  plan.reserve_size = 5;
  for (const auto& [feature, values] : known)
    for (const auto& value : values) {
      const auto there = std::count_if(pool.begin(), pool.end(), [&](const Entrant& e) { return e.features.at(feature) == value; });
      const int share = static_cast<int>(there * size / static_cast<long>(pool.size()));
      plan.quotas.push_back({feature, value, std::max(0, share - static_cast<int>(random() % 3)), share + 1 + static_cast<int>(random() % 4)});
    }
  return plan;
}
std::optional<FairList> list_of(const std::vector<Entrant>& pool, const QuotaPlan& plan, const std::string& seed = "seed", NoPanel* why = nullptr) { return fair_list(pool, plan, {}, seed, why); }

// Counted from the entrants' own words, apart from the engine.
void check_panel(const std::vector<Entrant>& pool, const QuotaPlan& plan, const std::vector<std::uint32_t>& panel) {
  REQUIRE(panel.size() == static_cast<std::size_t>(plan.panel_size));
  CHECK(std::set(panel.begin(), panel.end()).size() == panel.size());
  for (const auto& quota : plan.quotas) {
    const auto n = std::count_if(panel.begin(), panel.end(), [&](std::uint32_t i) { return pool.at(i).features.at(quota.feature) == quota.value; });
    CHECK(n >= quota.min);
    CHECK(n <= quota.max);
  }
  std::set<std::string> households;
  for (const auto i : panel)
    if (!pool[i].household.empty()) CHECK(households.insert(pool[i].household).second);
}

}  // namespace

TEST_CASE("property: every panel of a list keeps size, quotas and households; the list depends on pool and seed alone") {
  std::mt19937_64 random(testing::seed("draw"));
  int feasible = 0, different = 0;
  for (int round = 0; round < 25; ++round) {
    const auto pool = random_pool(random, 40 + static_cast<int>(random() % 40));
    const auto plan = random_plan(random, pool, 10 + static_cast<int>(random() % 8));
    const auto first = list_of(pool, plan);
    const auto relaxation = smallest_relaxation(pool, plan);
    REQUIRE(relaxation);
    CHECK(relaxation->empty() == first.has_value());
    if (!first) continue;
    ++feasible;
    REQUIRE(first->panels.size() == static_cast<std::size_t>(panels_in_list));
    std::vector<int> appearances(pool.size(), 0);
    for (const auto& panel : first->panels) {
      check_panel(pool, plan, panel);
      for (const auto i : panel) ++appearances[i];
    }
    CHECK(appearances == first->appearances);
    CHECK(list_of(pool, plan)->panels == first->panels);
    different += list_of(pool, plan, "another seed")->panels != first->panels;
    sortition::Random dice(procedure::seed_of("reserve")), again = dice;
    const auto reserve = sortition::best_reserve(first->pool, first->panels[0], plan.reserve_size, dice);
    CHECK(reserve == sortition::best_reserve(first->pool, first->panels[0], plan.reserve_size, again));
    std::set<std::uint32_t> people(first->panels[0].begin(), first->panels[0].end());
    for (const auto i : reserve) CHECK(people.insert(i).second);
    CHECK(reserve.size() == static_cast<std::size_t>(plan.reserve_size));
  }
  CHECK(feasible > 6);
  CHECK(different == feasible);
}

TEST_CASE("property: the smallest relaxation of an impossible plan makes it possible") {
  std::mt19937_64 random(testing::seed("relaxation"));
  for (int round = 0; round < 20; ++round) {
    const auto pool = random_pool(random, 40);
    QuotaPlan plan = random_plan(random, pool, 12);
    plan.quotas[0].min = 12;   // all young ...
    plan.quotas[0].max = 12;
    plan.quotas[1].min = 2 + static_cast<int>(random() % 5);   // ... and some old
    plan.quotas[1].max = 12;
    REQUIRE_FALSE(list_of(pool, plan));
    const auto steps = smallest_relaxation(pool, plan);
    REQUIRE(steps);
    REQUIRE_FALSE(steps->empty());
    auto relaxed = plan;
    for (const auto& step : *steps) {
      CHECK(step.text.complete());
      for (auto& quota : relaxed.quotas)
        if (quota.feature == step.feature && quota.value == step.value) (step.bound == "min" ? quota.min : quota.max) = step.to;
    }
    const auto list = list_of(pool, relaxed);
    REQUIRE(list);
    check_panel(pool, relaxed, list->panels[0]);
  }
  QuotaPlan too_many;
  too_many.panel_size = 5;
  CHECK_FALSE(smallest_relaxation({{"a", {}, ""}}, too_many));   // no bound helps when people are missing
}

TEST_CASE("why there is no panel: too few candidates, quotas, households") {
  QuotaPlan plan;
  plan.panel_size = 2;
  auto why = NoPanel::not_resolved;
  CHECK_FALSE(list_of({{"a", {}, ""}}, plan, "s", &why));
  CHECK(why == NoPanel::too_few);
  const std::vector<Entrant> together{{"a", {}, "home"}, {"b", {}, "home"}};
  CHECK_FALSE(list_of(together, plan, "s", &why));
  CHECK(why == NoPanel::impossible);
  CHECK_FALSE(smallest_relaxation(together, plan));   // no quota stands in the way
  plan.quotas = {{"age", "old", 2, 2}};
  CHECK_FALSE(list_of({{"a", {{"age", "old"}}, ""}, {"b", {{"age", "young"}}, ""}}, plan, "s", &why));
  CHECK(why == NoPanel::impossible);
  plan.quotas = {};
  CHECK_FALSE(fair_list({{"a", {}, ""}, {"b", {}, ""}, {"c", {}, ""}, {"d", {}, ""}}, plan, {sortition::Method::leximin, {sortition::Cap::Kind::fixed, 0.9}}, "s", &why));
  CHECK(why == NoPanel::cap_impossible);
}

TEST_CASE("who is in no panel although panels exist is named") {
  QuotaPlan plan;
  plan.panel_size = 2;
  plan.quotas = {{"age", "old", 2, 2}, {"nation", "a", 2, 2}};
  const std::vector<Entrant> pool{{"1", {{"age", "old"}, {"nation", "a"}}, ""}, {"2", {{"age", "old"}, {"nation", "a"}}, ""}, {"3", {{"age", "old"}, {"nation", "b"}}, ""}, {"4", {{"age", "young"}, {"nation", "a"}}, ""}};
  CHECK(in_no_panel(pool, plan) == std::vector<std::string>{"3", "4"});
  plan.quotas = {};
  CHECK(in_no_panel(pool, plan).empty());
  plan.quotas = {{"age", "old", 0, 0}, {"age", "young", 2, 2}};   // no panel at all: another question
  CHECK(in_no_panel(pool, plan).empty());
}

TEST_CASE("a plan: every wrong quota is named") {
  QuotaPlan plan;
  plan.panel_size = 3;
  plan.quotas = {{"age", "young", 2, 3}, {"age", "old", 2, 3}, {"age", "young", 0, 1}, {"age", "ancient", 0, 1}, {"size", "x", 0, 1}, {"nation", "a", 2, 1}};
  const auto result = check_plan(plan, known);
  REQUIRE_FALSE(result.ok());
  std::vector<std::string> codes;
  for (const auto& field : result.error().fields) codes.push_back(field.code);
  CHECK(codes == std::vector<std::string>{"QUOTA_TWICE", "VALUE_UNKNOWN", "FEATURE_UNKNOWN", "RANGE_INVALID", "MINIMUMS_EXCEED_PANEL"});
}

TEST_CASE("a replacement keeps every quota and household, and of those who do is most like the leaver, in the order of calling") {
  QuotaPlan plan;
  plan.panel_size = 3;
  plan.quotas = {{"age", "young", 1, 2}, {"age", "old", 1, 2}, {"nation", "a", 0, 3}};
  const auto young = [](const char* id, const char* household = "") { return Entrant{id, {{"age", "young"}}, household}; };
  const auto old = [](const char* id, const char* household = "", const char* nation = "b") { return Entrant{id, {{"age", "old"}, {"nation", nation}}, household}; };
  const std::vector<Entrant> left{young("y1", "h1"), young("y2")};
  CHECK(choose_replacement(old("gone"), left, {young("y3"), old("o1", "h1"), old("o2"), old("o3")}, plan) == "o2");
  CHECK_FALSE(choose_replacement(old("gone"), left, {young("y3")}, plan));
  CHECK_FALSE(choose_replacement(old("gone"), left, {}, plan));
  // The nearer one is called before the one who is earlier in the order, but never against a quota.
  CHECK(choose_replacement(old("gone", "", "a"), left, {old("o1"), old("o2", "", "a")}, plan) == "o2");
  CHECK(choose_replacement(young("gone"), left, {young("y3"), old("o1", "", "a"), old("o2")}, plan) == "o2");
  // Two places free: the minimum of the old may still be met by the next one.
  CHECK(choose_replacement(young("gone"), {left[0]}, {old("o1"), young("y3")}, plan) == "y3");
  // A household that left with the leaver may come again.
  CHECK(choose_replacement(old("gone", "h9"), left, {old("o1", "h9")}, plan) == "o1");
}

TEST_CASE("the draw's input is written the same way whatever the order") {
  QuotaPlan plan;
  const Entrant a{"a", {{"age", "old"}}, ""}, b{"b", {}, "h"};
  CHECK(canonical_input({a, b}, plan) == canonical_input({b, a}, plan));
  CHECK(canonical_input({a}, plan) != canonical_input({a, b}, plan));
}
