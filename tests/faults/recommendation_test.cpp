#include "recommendation/usecases/findings.h"
#include "tests/faults/simulated/trial.h"
#include "tests/recommendation/world.h"

using namespace shopper;
using namespace shopper::recommendation;
using recommendation::testing::both;
using recommendation::testing::World;
using shopper::testing::uuid;

namespace {

struct Recommendation : shopper::testing::Service {
  std::string name() const override { return "recommendation"; }
  std::vector<store::Migration> migrations() const override { return recommendation::migrations(); }
  void furnish() override { World(); }
  // From the event of a released evaluation to an issued recommendation.
  void act(shopper::testing::Bench& bench, int number) override {
    const auto which = std::to_string(number);
    events::Consumer consumer(bench.store(), {"evaluation", "unix:/nowhere", "test", {}, 1, 0});
    react_to_evaluation(consumer, disclosure);
    const auto result = World::result(which, "moi", 0.2, "volunteer-" + which);
    const Event event{1'000 + number, which, "evaluation.released", uuid(which), bench.now, result.dump()};
    const auto told = bench.run(Actor{"evaluation", {"service"}, "", "en", "", {}}, [&](Unit& unit) -> Result<Done> {
      consumer.apply(unit.db, event, "log");
      return Done{};
    });
    if (!told.ok()) return;
    const auto author = World::analyst("author");
    const PutFinding finding{uuid("finding " + which), World::programme_id, FindingKind::weakness, "moi", "", "waiting", both("People wait"), {uuid(which)}};
    if (!bench.run(author, [&](Unit& unit) { return put_finding(unit, finding); }).ok()) return;
    PutRecommendation in;
    in.id = uuid("recommendation " + which);
    in.programme_id = World::programme_id;
    in.entity_id = "moi";
    in.dimension = "waiting";
    in.title = both("Shorten the waiting");
    in.text = both("Open more counters");
    in.due_on = {2022, 12, 31};
    in.finding_ids = {finding.id};
    const auto put = bench.run(author, [&](Unit& unit) { return put_recommendation(unit, in); });
    if (!put.ok()) return;
    const auto sent = bench.run(author, [&](Unit& unit) { return send_to_review(unit, {in.id, put->version, ""}); });
    if (!sent.ok()) return;
    (void)bench.run(World::analyst("reviewer"), [&](Unit& unit) { return issue_recommendation(unit, {in.id, sent->version, ""}); });
  }
  const Disclosure disclosure{1, 1, DisclosurePeriod::none};
};

}  // namespace

TEST_CASE("recommendation loses nothing in power cuts", "[cuts]") {
  Recommendation service;
  shopper::testing::survive_power_cuts(service);
}
TEST_CASE("recommendation refuses cleanly while calls of its disk fail", "[calls]") {
  Recommendation service;
  shopper::testing::survive_failing_calls(service);
}
