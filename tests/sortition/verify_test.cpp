// The verifier: it confirms what the engine makes, level by level, and notices every kind of forgery.
#include "selection/sortition/verify.h"
#include "tests/sortition/checks.h"
#include "tests/sortition/pools.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;

namespace {

using Verdict = Check::Verdict;

Claim claim_of(const Problem& problem, Method method, const Lottery& lottery) {
  return {problem,       method, lottery.cap, lottery.impossible, lottery.expected, lottery.panels, lottery.certificate.stages, lottery.certificate.nowhere,
          lottery.certificate.panels, lottery.certificate.weights};
}

Verdict verdict(const Claim& claim, const std::string& name) {
  for (const auto& check : verify(claim)) {
    UNSCOPED_INFO(check.name << ": " << check.detail);
    if (check.name == name) return check.verdict;
  }
  FAIL("no such check: " << name);
  return {};
}

// Two values of one feature, the second rare; quotas that raise its chances.
Problem uneven() {
  Problem problem;
  problem.seats = 6;
  problem.rows = {{3, 4}, {2, 3}, {2, 4}, {2, 4}};
  problem.types = {{{0, 2}, 20, 6}, {{0, 3}, 15, 6}, {{1, 2}, 4, 4}, {{1, 3}, 3, 3}};
  return problem;
}

}  // namespace

TEST_CASE("property: an exact leximin is proven level by level, with and without a cap") {
  std::mt19937_64 random(shopper::testing::seed("verify"));
  int proven = 0, barred = 0;
  for (int run = 0; run < 150; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const auto shape = random_shape(own);
    const auto problem = typed(random_pool(own, shape)).problem;
    INFO("seed " << seed << ": " << described(problem));
    Options options;
    options.panels = 60;
    options.cap.kind = run % 2 ? Cap::Kind::automatic : Cap::Kind::off;
    const auto outcome = fair_lottery(problem, options);
    if (!outcome.lottery || outcome.lottery->whole_search) continue;
    for (const auto& check : verify(claim_of(problem, Method::leximin, *outcome.lottery))) {
      INFO(check.name << ": " << check.detail);
      CHECK(check.verdict == Verdict::holds);
    }
    ++proven;
    barred += !outcome.lottery->impossible.empty();
  }
  CHECK(proven > 60);
  CHECK(barred > 0);
}

TEST_CASE("a forged claim is found out") {
  const auto problem = uneven();
  const auto outcome = fair_lottery(problem, Options{});
  REQUIRE(outcome.lottery);
  const auto honest = claim_of(problem, Method::leximin, *outcome.lottery);
  for (const char* name : {"panels", "list_shares", "cap", "mixture", "lowest_chance", "further_levels"}) CHECK(verdict(honest, name) == Verdict::holds);

  auto forged = honest;   // a panel that breaks a quota
  forged.list[3] = {{0, 6}};
  CHECK(verdict(forged, "panels") == Verdict::fails);
  forged = honest;   // the same panel again and again
  for (auto& panel : forged.list) panel = honest.list[0];
  CHECK(verdict(forged, "list_shares") == Verdict::fails);
  forged = honest;   // a cap that somebody exceeds
  forged.cap = 1.01;
  CHECK(verdict(forged, "cap") == Verdict::fails);
  forged = honest;   // weights that do not give the chances
  std::swap(forged.weights[0], forged.weights[1]);
  forged.weights[0] += 0.001;
  CHECK(verdict(forged, "mixture") == Verdict::fails);
  forged = honest;   // chances nobody can have together
  forged.expected[0] += 0.1, forged.expected[2] -= 0.1;
  CHECK(verdict(forged, "mixture") == Verdict::fails);
  forged = honest;   // a level that is not the best
  forged.stages[0].level *= 0.9;
  CHECK(verdict(forged, "further_levels") == Verdict::fails);
  forged = honest;   // somebody held who could rise
  forged.stages[0].held.push_back(forged.stages.back().held.back());
  CHECK(verdict(forged, "further_levels") != Verdict::holds);
  forged = honest;   // somebody left out who could be in a panel
  forged.impossible = {3};
  forged.nowhere = {{0, {3}, honest.stages[0].proof}};
  CHECK(verdict(forged, "in_no_panel") == Verdict::not_shown);
  forged = honest;   // no proof at all
  forged.stages.clear();
  CHECK(verdict(forged, "lowest_chance") == Verdict::not_shown);
  CHECK(verdict(forged, "further_levels") == Verdict::not_shown);
  forged = honest;   // a lottery that is fair to nobody in particular: the mixture of one panel
  forged.mixture = {honest.list[0]}, forged.weights = {1};
  forged.expected.assign(4, 0);
  for (const auto& [type, count] : honest.list[0]) forged.expected[static_cast<std::size_t>(type)] = count;
  CHECK(verdict(forged, "mixture") == Verdict::holds);
  CHECK(verdict(forged, "lowest_chance") == Verdict::not_shown);
}

TEST_CASE("of chances without panels it is shown that they are the best, and forgeries are found out") {
  const auto problem = uneven();
  const auto outcome = fair_chances(problem, Options{});
  REQUIRE(outcome.lottery);
  const auto honest = claim_of(problem, Method::leximin, *outcome.lottery);
  const auto judged = [](const Claim& claim, const std::string& name) {
    for (const auto& check : verify_point(claim))
      if (check.name == name) return check.verdict;
    FAIL("no such check: " << name);
    return Verdict::fails;
  };
  for (const char* name : {"point", "cap", "lowest_chance", "further_levels"}) CHECK(judged(honest, name) == Verdict::holds);
  auto forged = honest;   // more than the quotas leave
  forged.expected[0] += 2, forged.expected[2] -= 2;
  CHECK(judged(forged, "point") == Verdict::fails);
  forged = honest;   // possible, but not fair
  forged.expected[2] -= 0.05, forged.expected[3] += 0.05;
  forged.expected[0] += 0.05, forged.expected[1] -= 0.05;
  CHECK(judged(forged, "further_levels") == Verdict::fails);
  forged = honest;   // seats that are nobody's
  forged.expected[0] -= 0.1;
  CHECK(judged(forged, "point") == Verdict::fails);
}
