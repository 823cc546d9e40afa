#include "tests/faults/simulated/trial.h"
#include "tests/selection/world.h"

using namespace shopper;
using namespace shopper::selection;
using selection::testing::World;
using shopper::testing::uuid;

namespace {

struct Selection : shopper::testing::Service {
  std::string name() const override { return "selection"; }
  std::vector<store::Migration> migrations() const override { return selection::migrations(); }
  void furnish() override { World(); }
  // From the event of an eligible applicant into the pool.
  void act(shopper::testing::Bench& bench, int number) override {
    const auto who = "person-" + std::to_string(number);
    events::Consumer consumer(bench.store(), {"registration", "unix:/nowhere", "test", {}, 1, 0});
    react_to_registration(consumer);
    const nlohmann::json facts{{"application_id", uuid(who)}, {"programme_id", programme}, {"applicant", who}, {"features", {{"gender", "female"}}}, {"conflicts", nlohmann::json::array()}, {"household", ""}, {"employer", ""}};
    const Event event{1'000 + number, std::to_string(number), "application.eligible", uuid(who), bench.now, facts.dump()};
    const auto told = bench.run(World::staff("service"), [&](Unit& unit) -> Result<Done> {
      consumer.apply(unit.db, event, "log");
      return Done{};
    });
    if (!told.ok()) return;
    for (const auto* reader : {"r1", "r2"})
      if (!bench.run(World::staff("reviewer", reader), [&](Unit& unit) { return review_application(unit, {uuid(who), ReviewVerdict::pass, {}, ""}); }).ok()) return;
    const auto start = bench.now.plus(std::chrono::hours(24 * 30));
    const PutInterviewSlot slot{uuid("slot " + who), programme, start, start.plus(std::chrono::hours(1)), "Doha", 1, {"m1", "m2", "m3", "m4"}};
    if (!bench.run(World::staff("administrator"), [&](Unit& unit) { return put_interview_slot(unit, slot); }).ok()) return;
    const auto interview = bench.run(World::person(who), [&](Unit& unit) { return put_interview(unit, {uuid("interview " + who), uuid(who), slot.id}); });
    if (!interview.ok()) return;
    for (const auto* member : {"m1", "m2", "m3"})
      if (!bench.run(World::staff("interviewer", member), [&](Unit& unit) { return score_interview(unit, {interview->id, {{"credibility", 5}, {"responsibility", 5}, {"public_interest", 5}}, ""}); }).ok()) return;
    (void)bench.run(World::staff("administrator"), [&](Unit& unit) {
      const auto version = unit.db.one<std::int64_t>("select version from interview where id = :i", {interview->id}).value();
      return conclude_interview(unit, {interview->id, version, InterviewOutcome::pass, ""});
    });
  }
  const std::string programme = uuid("programme");
};

}  // namespace

TEST_CASE("selection loses nothing in power cuts", "[cuts]") {
  Selection service;
  shopper::testing::survive_power_cuts(service);
}
TEST_CASE("selection refuses cleanly while calls of its disk fail", "[calls]") {
  Selection service;
  shopper::testing::survive_failing_calls(service);
}
