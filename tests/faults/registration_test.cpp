#include <catch2/catch.hpp>

#include "tests/faults/simulated/trial.h"
#include "tests/registration/world.h"

using namespace shopper;
using namespace shopper::registration;
using registration::testing::World;

namespace {

struct Registration : shopper::testing::Service {
  std::string name() const override { return "registration"; }
  std::vector<store::Migration> migrations() const override { return registration::migrations(); }
  void furnish() override { World().open_programme(); }
  void act(shopper::testing::Bench& bench, int number) override {
    const auto who = "person-" + std::to_string(number);
    const auto person = World::person(who);
    const auto id = crypto::named_uuid(who);
    auto details = registration::testing::sample_details();
    const auto digits = std::to_string(100'000 + number);
    details.qid = "290634" + digits.substr(1);
    details.name_en = "Person " + digits;
    auto draft = bench.run(person, [&](Unit& unit) { return PutApplicationCase{keys}(unit, PutApplication{id, programme, details}); });
    if (!draft.ok()) return;
    details.occupation = "5";
    draft = bench.run(person, [&](Unit& unit) { return PatchApplicationCase{keys}(unit, PatchApplication{id, draft->version, details, {"occupation"}}); });
    if (!draft.ok()) return;
    const auto submitted = bench.run(person, [&](Unit& unit) { return submit_application(unit, {id, draft->version}); });
    if (!submitted.ok()) return;
    (void)bench.run(Actor{}, [&](Unit& unit) { return CreateInquiryCase{keys}(unit, CreateInquiry{programme, "a@b.qa", "Hours", "When does it open?"}); });
  }
  const PersonKeys keys{crypto::random_key()};
  const std::string programme = crypto::named_uuid("programme");
};

}  // namespace

TEST_CASE("registration loses nothing in power cuts", "[cuts]") {
  Registration service;
  shopper::testing::survive_power_cuts(service);
}
TEST_CASE("registration refuses cleanly while calls of its disk fail", "[calls]") {
  Registration service;
  shopper::testing::survive_failing_calls(service);
}
