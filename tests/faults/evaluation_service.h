// Evaluation as a trial needs it (simulated/trial.h).
#pragma once

#include "tests/evaluation/usecases/world.h"
#include "tests/faults/simulated/trial.h"

namespace shopper::evaluation::testing {

struct Evaluation : shopper::testing::Service {
  std::string name() const override { return "evaluation"; }
  std::vector<store::Migration> migrations() const override { return evaluation::migrations(); }
  void furnish() override {
    World world;
    world.furnish();
    for (const auto* subject : {"sara", "omar", "lina"}) world.tell(world.member(subject));
    report = world.sheet("");
    report.submit = false;
    mission = world.mission("");
    context.pseudonym_key = world.context.pseudonym_key;
  }
  // Two new shoppers, for nobody visits an entity twice in a month; the one's draft and submission, the other's mission from its offer to its
  // beginning, a suggestion.
  void act(shopper::testing::Bench& bench, int number) override {
    const auto shopper = World::shopper("reporter-" + std::to_string(number)), visitor = World::shopper("visitor-" + std::to_string(number));
    for (const auto& newcomer : {shopper, visitor})
      if (!bench.run(Actor{"selection", {"service"}, "", "en", "", {}}, [&](Unit& unit) { return apply_member_changed(unit, World::member(newcomer.subject)); }).ok()) return;
    auto sheet = report;
    sheet.id = uuid(number);
    if (!prepare_put_evaluation(shopper, sheet).ok()) return;
    const auto draft = bench.run(shopper, [&](Unit& unit) { return put_evaluation(context, unit, sheet); });
    if (!draft.ok()) return;
    if (!bench.run(shopper, [&](Unit& unit) { return submit_evaluation(context, unit, {sheet.id, draft->version}); }).ok()) return;
    auto planned = mission;
    planned.shopper = visitor.subject;
    const auto offered = bench.run(World::analyst(), [&](Unit& unit) { return create_assignment(unit, planned); });
    if (!offered.ok()) return;
    const auto accepted = bench.run(visitor, [&](Unit& unit) { return accept_assignment(unit, {offered->id, offered->version}); });
    if (!accepted.ok()) return;
    if (!bench.run(visitor, [&](Unit& unit) { return start_assignment(unit, {accepted->id, accepted->version}); }).ok()) return;
    (void)bench.run(shopper, [&](Unit& unit) { return create_suggestion(unit, {report.programme_id, report.entity_id, report.service_id, "People wait", "Few counters", "More counters", "Less waiting"}); });
  }
  Context context;
  PutEvaluation report;
  CreateAssignment mission;
};

}  // namespace shopper::evaluation::testing
