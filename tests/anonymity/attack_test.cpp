// Re-identification: entities that try to name who wrote their results, in two kinds of town (docs/ANONYMITY.md).
#include <catch2/catch.hpp>

#include "tests/anonymity/attacker.h"

using namespace shopper;
using namespace shopper::anonymity;

namespace {

// How much better than whoever has the same logs and has read no result, or draws a visitor. Measured: 0.02 on average (docs/ANONYMITY.md).
constexpr double epsilon = 0.08;
constexpr int towns_of_a_kind = 5;   // one alone is too much a matter of luck

// Volunteers go where they have to go anyway, as often as others.
const Habits natural{50, 600, 0.05, 0.05};
// Few volunteers who come four times as often as others: the logs alone point at them.
const Habits eager{12, 240, 0.2, 0.05};

class Towns {
 public:
  Towns(const Habits& habits, unsigned seed) {
    for (unsigned i = 0; i < towns_of_a_kind; ++i) towns_.push_back(std::make_unique<Town>(seed + i, habits, rec::Disclosure{}));
  }
  Outcome attacked(const char* by, const Knowledge& knows) const {
    Outcome all;
    for (const auto& town : towns_) {
      const auto one = attack(*town, knows);
      for (const auto share : {&Outcome::named, &Outcome::by_lot, &Outcome::unread}) all.*share += one.*share / towns_of_a_kind;
      all.results += one.results;
    }
    WARN(by << ": named " << all.named << ", unread " << all.unread << ", by lot " << all.by_lot << ", results " << all.results);
    return all;
  }

 private:
  std::vector<std::unique_ptr<Town>> towns_;
};

void check_attacks(const Habits& habits, unsigned seed) {
  INFO("seed " << seed);
  const Towns towns(habits, seed);
  const auto manager = towns.attacked("branch manager with log and roster", {});
  REQUIRE(manager.results >= 200);   // something was shown
  CHECK(manager.advantage() <= epsilon);
  CHECK(towns.attacked("officer with all lists over time", {.several_results = true}).advantage() <= epsilon);
  CHECK(towns.attacked("two entities together", {.several_results = true, .pooled = true}).advantage() <= epsilon);

  // The attack has teeth: with what the lists leave out it succeeds.
  CHECK(towns.attacked("control: waits to the minute", {.several_results = true, .exact_scores = true}).advantage() >= 3 * epsilon);
  const auto with_ids = towns.attacked("control: ids of the reports", {.report_ids = true});
  CHECK(with_ids.advantage() >= 0.6);
  const auto with_both = towns.attacked("control: ids and exact scores", {.report_ids = true, .exact_scores = true});
  CHECK(with_both.named >= 0.95);
}

}  // namespace

TEST_CASE("PRV-01 PRV-06 lists name no authors of volunteers who come as often as others") {
  check_attacks(natural, std::random_device{}() / 2);
}

TEST_CASE("PRV-01 PRV-06 lists name no authors of volunteers who come four times as often") {
  check_attacks(eager, std::random_device{}() / 2);
}

TEST_CASE("PRV-06 shown one by one as they come, results give their authors away") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  const Town town(seed, eager, rec::Disclosure{1, 1, rec::DisclosurePeriod::none});
  std::size_t late = 0;
  for (const auto& result : town.seen) late += qatar_date(result.truth.ended).plus_days(4) < result.first_seen;
  CHECK(late == 0);   // whoever reads every day knows the visit to three days
}
