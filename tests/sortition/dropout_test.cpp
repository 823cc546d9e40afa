// What becomes of a panel when up to seven in ten leave: reserve and replacement together, one leaver after the other.
#include <set>

#include "selection/domain/draw.h"
#include "selection/sortition/alternates.h"
#include "selection/sortition/reserve.h"
#include "tests/sortition/checks.h"
#include "tests/support/temporary.h"

using namespace shopper::sortition;
using namespace shopper::sortition::testing;
using shopper::selection::Entrant;
using shopper::selection::QuotaPlan;
using People = std::vector<std::uint32_t>;

namespace {

std::string name_of(std::size_t number) { return std::to_string(number); }

// The same pool for the engine and for the rule of replacement, and a panel drawn by lottery.
struct Programme {
  shopper::sortition::Pool pool;
  std::vector<Entrant> entrants;
  QuotaPlan plan;
  People panel;
};

std::optional<Programme> programme_of(const shopper::sortition::testing::Pool& people, std::uint64_t seed) {
  Programme made{engine_pool(people), {}, {}, {}};
  made.plan.panel_size = people.seats;
  for (std::size_t f = 0; f < people.quotas.size(); ++f)
    for (std::size_t v = 0; v < people.quotas[f].size(); ++v) made.plan.quotas.push_back({name_of(f), name_of(v), people.quotas[f][v].min, people.quotas[f][v].max});
  for (std::size_t i = 0; i < people.people.size(); ++i) {
    Entrant entrant{name_of(i), {}, people.people[i].household < 0 ? "" : name_of(static_cast<std::size_t>(people.people[i].household))};
    for (std::size_t f = 0; f < people.quotas.size(); ++f) entrant.features[name_of(f)] = name_of(static_cast<std::size_t>(people.people[i].values[f]));
    made.entrants.push_back(std::move(entrant));
  }
  auto options = options_of(Method::leximin, 0, seed);
  options.panels = 20, options.search_limit_s = 1;
  const auto outcome = fair_lottery(made.pool.problem(), options);
  if (!outcome.lottery) return std::nullopt;
  Random random(options.seed);
  made.panel = made.pool.seat(outcome.lottery->panels, random)[0];
  return made;
}

struct After {
  int empty = 0;
  double violation = 0;   // of the quotas and the size, as expected_violation counts
  bool is_exceeded = false;
};

After after_leaving(const Programme& programme, const People& reserve, const std::vector<std::size_t>& leavers) {
  std::vector<Entrant> panel, waiting;
  for (const auto person : programme.panel) panel.push_back(programme.entrants[person]);
  for (const auto person : reserve) waiting.push_back(programme.entrants[person]);
  for (const auto place : leavers) {
    const auto gone = programme.entrants[programme.panel[place]];
    std::erase_if(panel, [&](const Entrant& member) { return member.id == gone.id; });
    const auto called = shopper::selection::choose_replacement(gone, panel, waiting, programme.plan);
    if (!called) continue;
    const auto found = std::find_if(waiting.begin(), waiting.end(), [&](const Entrant& person) { return person.id == *called; });
    panel.push_back(*found);
    waiting.erase(found);
  }
  After after;
  after.empty = programme.plan.panel_size - static_cast<int>(panel.size());
  after.violation = after.empty / static_cast<double>(programme.plan.panel_size);
  for (const auto& quota : programme.plan.quotas) {
    const auto n = static_cast<int>(std::count_if(panel.begin(), panel.end(), [&](const Entrant& member) { return member.features.at(quota.feature) == quota.value; }));
    after.is_exceeded |= n > quota.max;
    after.violation += std::max(0, quota.min - n) / static_cast<double>(std::max(quota.max, 1));
  }
  std::set<std::string> homes;
  for (const auto& member : panel) after.is_exceeded |= !member.household.empty() && !homes.insert(member.household).second;
  return after;
}

std::vector<std::size_t> leavers_of(std::mt19937_64& random, std::size_t seats, int percent) {
  std::vector<std::size_t> places(seats);
  for (std::size_t i = 0; i < seats; ++i) places[i] = i;
  std::shuffle(places.begin(), places.end(), random);
  places.resize(seats * static_cast<std::size_t>(percent) / 100);
  return places;
}

People random_reserve(const Programme& programme, std::size_t wanted, Random& random) {
  People rest;
  for (std::uint32_t person = 0; person < programme.pool.people(); ++person)
    if (!std::binary_search(programme.panel.begin(), programme.panel.end(), person)) rest.push_back(person);
  random.shuffle(rest);
  rest.resize(std::min(rest.size(), wanted));
  return rest;
}

}  // namespace

TEST_CASE("property: from 10 to 70 % of a panel leave; no quota is exceeded, and the reserve mends more than the nearest or random people") {
  std::mt19937_64 random(shopper::testing::seed("drop-outs"));
  struct Sum {
    double expected = 0, happened = 0;
    int empty = 0;
  } optimised, nearest, any;
  int programmes = 0;
  for (int run = 0; run < 40; ++run) {
    const auto seed = random();
    std::mt19937_64 own(seed);
    const Quotas quotas[] = {Quotas::exact, Quotas::loose1, Quotas::loose1, Quotas::loose2};
    const Shape shape{80 + static_cast<int>(own() % 120), 10 + static_cast<int>(own() % 10), 2 + static_cast<int>(own() % 3), 2 + static_cast<int>(own() % 3), quotas[own() % 4], own() % 2 == 0};
    INFO("seed " << seed << ": " << described(shape));
    const auto programme = programme_of(random_pool(own, shape), seed);
    if (!programme) continue;
    ++programmes;
    Random engine({seed, 1, 2, 3});
    for (const int wanted : {shape.seats / 2, shape.seats}) {
      const std::pair<Sum*, People> reserves[] = {{&optimised, best_reserve(programme->pool, programme->panel, wanted, engine)},
                                                  {&nearest, nearest_reserve(programme->pool, programme->panel, wanted, engine)},
                                                  {&any, random_reserve(*programme, static_cast<std::size_t>(wanted), engine)}};
      for (int percent = 10; percent <= 70; percent += 20) {
        const auto expected = drawn_leavers(programme->panel, {{1 - percent / 100.0}, 20}, engine);
        std::vector<std::vector<std::size_t>> happenings;
        for (int i = 0; i < 3; ++i) happenings.push_back(leavers_of(own, programme->panel.size(), percent));
        for (const auto& [sum, reserve] : reserves) {
          sum->expected += expected_violation(programme->pool, programme->panel, reserve, expected);
          for (const auto& leavers : happenings) {
            const auto after = after_leaving(*programme, reserve, leavers);
            CHECK_FALSE(after.is_exceeded);
            sum->happened += after.violation, sum->empty += after.empty;
          }
        }
      }
    }
  }
  for (const auto& [what, sum] : {std::pair{"optimised", optimised}, {"nearest", nearest}, {"random", any}})
    std::cout << "  " << what << ": violation expected " << sum.expected << ", happened " << sum.happened << ", seats empty " << sum.empty << "\n";
  CHECK(programmes > 20);
  CHECK(optimised.expected <= nearest.expected);
  CHECK(optimised.expected <= any.expected);
  CHECK(optimised.happened <= nearest.happened);
  CHECK(optimised.happened <= any.happened);
}

TEST_CASE("property: where everybody has a twin in the reserve, seven in ten who leave are replaced exactly") {
  std::mt19937_64 random(shopper::testing::seed("twins"));
  for (int run = 0; run < 10; ++run) {
    const auto seed = random();
    INFO("seed " << seed);
    std::mt19937_64 own(seed);
    auto people = random_pool(own, Shape{60, 12, 3, 2, Quotas::exact, false});
    // Everybody thirty times: the quotas can be kept as before.
    const auto once = people.people;
    for (int copy = 1; copy < 30; ++copy) people.people.insert(people.people.end(), once.begin(), once.end());
    const auto programme = programme_of(people, seed);
    REQUIRE(programme);
    People reserve;
    std::set<std::uint32_t> taken(programme->panel.begin(), programme->panel.end());
    for (const auto member : programme->panel)
      for (std::uint32_t person = 0; person < programme->pool.people(); ++person)
        if (programme->pool.type_of(person) == programme->pool.type_of(member) && taken.insert(person).second) {
          reserve.push_back(person);
          break;
        }
    REQUIRE(reserve.size() == programme->panel.size());
    std::shuffle(reserve.begin(), reserve.end(), own);
    const auto after = after_leaving(*programme, reserve, leavers_of(own, programme->panel.size(), 70));
    CHECK(after.empty == 0);
    CHECK(after.violation == 0);
    CHECK_FALSE(after.is_exceeded);
  }
}
