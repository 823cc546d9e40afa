// Registration as a trial needs it (simulated/trial.h).
#pragma once

#include "tests/faults/simulated/trial.h"
#include "tests/registration/world.h"

namespace shopper::registration::testing {

struct Registration : shopper::testing::Service {
  std::string name() const override { return "registration"; }
  std::vector<store::Migration> migrations() const override { return registration::migrations(); }
  void furnish() override { World().open_programme(); }
  void act(shopper::testing::Bench& bench, int number) override {
    const auto who = "person-" + std::to_string(number);
    const auto person = World::person(who);
    const auto id = crypto::named_uuid(who);
    auto details = sample_details();
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

}  // namespace shopper::registration::testing
