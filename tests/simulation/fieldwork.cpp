#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

constexpr int open_missions_max = 6;

Actor analyst(World& world) { return World::staff("analyst", "analyst-" + std::to_string(world.dice.between(1, 2))); }

std::string answers(World& world) {
  return Json{{"welcome", world.dice.chance(600) ? "yes" : "no"}, {"satisfaction", world.dice.between(1, 5)}}.dump();
}

// An entity, one of its branches, its service.
std::tuple<std::string, std::string, std::string> somewhere(World& world) {
  return *world.some<std::string, std::string, std::string>("evaluation", "select e.id, b.id, s.id from entity e join branch b on b.entity_id = e.id join service s on s.entity_id = e.id order by e.code, b.code");
}

std::string form_of(World& world) { return std::get<0>(world.all<std::string>("evaluation", "select form_id from form_version where state = 'published'").front()); }

bool plan_mission(World& world) {
  const auto fit = world.some<std::string>("evaluation", "select shopper from member where certified = 1 order by id");
  if (!fit || world.count("evaluation", "assignment where state in ('planned', 'offered', 'accepted', 'in_progress')") >= open_missions_max) return false;
  const auto [entity, branch, service] = somewhere(world);
  Json mission{{"programme_id", world.programme}, {"entity_id", entity}, {"branch_id", branch}, {"service_id", service}, {"channel", "visit"}, {"form_id", form_of(world)},
               {"due_on", world.today().plus_days(world.dice.between(5, 20)).iso()}};
  if (world.dice.chance(700)) mission["shopper"] = std::get<0>(*fit);
  world.ask("evaluation", "CreateAssignment", analyst(world), mission);
  return true;
}

bool answer_mission(World& world) {
  const auto mission = world.some<std::string, std::int64_t, std::string, std::string>("evaluation", "select id, version, shopper, state from assignment where state in ('offered', 'accepted') order by id");
  if (!mission) return false;
  const auto& [id, version, shopper, state] = *mission;
  if (state == "accepted") world.ask("evaluation", "StartAssignment", World::person(shopper), {{"id", id}, {"expected_version", version}});
  else if (world.dice.chance(850)) world.ask("evaluation", "AcceptAssignment", World::person(shopper), {{"id", id}, {"expected_version", version}});
  else world.ask("evaluation", "DeclineAssignment", World::person(shopper), {{"id", id}, {"expected_version", version}, {"reason", "No time"}});
  return true;
}

bool report_mission(World& world) {
  const auto mission = world.some<std::string, std::string>("evaluation", "select id, shopper from assignment a where state = 'in_progress' and not exists (select 1 from evaluation where assignment_id = a.id) order by id");
  if (!mission) return false;
  const auto& [id, shopper] = *mission;
  world.ask("evaluation", "PutEvaluation", World::person(shopper),
            {{"id", crypto::named_uuid("report of " + id)}, {"assignment_id", id}, {"visited_on", world.today().iso()}, {"answers", answers(world)}, {"submit", world.dice.chance(600)}});
  return true;
}

bool submit_draft(World& world) {
  const auto draft = world.some<std::string, std::int64_t, std::string>("evaluation", "select id, version, shopper from evaluation where state = 'draft' order by id");
  if (!draft) return false;
  const auto& [id, version, shopper] = *draft;
  world.ask("evaluation", "SubmitEvaluation", World::person(shopper), {{"id", id}, {"expected_version", version}});
  return true;
}

bool report_daily_life(World& world) {
  const auto fit = world.some<std::string>("evaluation", "select shopper from member where certified = 1 order by id");
  if (!fit) return false;
  const auto [entity, branch, service] = somewhere(world);
  const auto number = world.count("evaluation", "evaluation");
  world.ask("evaluation", "PutEvaluation", World::person(std::get<0>(*fit)),
            {{"id", crypto::named_uuid("daily " + std::to_string(number) + std::get<0>(*fit))}, {"programme_id", world.programme}, {"entity_id", entity}, {"branch_id", branch}, {"service_id", service}, {"channel", "visit"},
             {"form_id", form_of(world)}, {"visited_on", world.today().iso()}, {"answers", answers(world)}, {"submit", world.dice.chance(800)}});
  return true;
}

bool control_quality(World& world) {
  const auto report = world.some<std::string, std::int64_t, std::string>("evaluation", "select id, version, state from evaluation where state in ('submitted', 'resubmitted', 'in_review', 'on_hold', 'approved') order by id");
  if (!report) return false;
  const auto& [id, version, state] = *report;
  const Json step{{"id", id}, {"expected_version", version}, {"reason", "After a look at it"}};
  auto back = step;
  back["queries"] = {{{"question", "satisfaction"}, {"text", "Why?"}}};
  const int lot = world.dice.between(0, 99);
  if (state == "approved") world.ask("evaluation", "ReleaseEvaluation", analyst(world), step);
  else if (lot < 10) world.ask("evaluation", "ReturnEvaluation", analyst(world), back);
  else if (state == "submitted" || state == "resubmitted") world.ask("evaluation", "TakeUpEvaluation", analyst(world), step);
  else if (lot < 18) world.ask("evaluation", "RejectEvaluation", analyst(world), step);
  else if (lot < 22) world.ask("evaluation", "ExcludeEvaluation", analyst(world), step);
  else if (lot < 28) world.ask("evaluation", state == "on_hold" ? "TakeUpEvaluation" : "HoldEvaluation", analyst(world), step);
  else world.ask("evaluation", "ApproveEvaluation", analyst(world), step);
  return true;
}

bool resubmit(World& world) {
  const auto returned = world.some<std::string, std::int64_t, std::string>("evaluation", "select id, version, shopper from evaluation where state = 'returned' order by id");
  if (!returned) return false;
  const auto& [id, version, shopper] = *returned;
  world.ask("evaluation", "ResubmitEvaluation", World::person(shopper), {{"id", id}, {"expected_version", version}, {"answers", answers(world)}, {"replies", {{{"question", "satisfaction"}, {"text", "It was so"}}}}});
  return true;
}

bool lock(World& world) {
  const auto final = world.some<std::string, std::int64_t>("evaluation", "select id, version from evaluation where state in ('released', 'upheld', 'amended', 'annulled') order by id");
  if (!final || !world.dice.chance(300)) return false;
  world.ask("evaluation", "LockEvaluation", analyst(world), {{"id", std::get<0>(*final)}, {"expected_version", std::get<1>(*final)}});
  return true;
}

bool change_plans(World& world) {
  const auto mission = world.some<std::string, std::int64_t>("evaluation", "select id, version from assignment where state in ('planned', 'offered', 'accepted', 'in_progress', 'declined', 'expired') order by id");
  if (!mission) return false;
  const Json change{{"id", std::get<0>(*mission)}, {"expected_version", std::get<1>(*mission)}, {"reason", "Another plan"}};
  world.ask("evaluation", world.dice.chance(600) ? "ReassignAssignment" : "CancelAssignment", analyst(world), change);
  return true;
}

bool be_recognised(World& world) {
  const auto mission = world.some<std::string, std::string, std::string, std::string>("evaluation", "select id, shopper, entity_id, branch_id from assignment where state in ('accepted', 'in_progress', 'submitted') order by id");
  if (!mission || !world.dice.chance(300)) return false;
  const auto& [id, shopper, entity, branch] = *mission;
  world.ask("evaluation", "ReportRecognition", World::person(shopper), {{"entity_id", entity}, {"branch_id", branch}, {"assignment_id", id}});
  return true;
}

bool suggest(World& world) {
  const auto fit = world.some<std::string>("evaluation", "select shopper from member where certified = 1 order by id");
  if (!fit) return false;
  const auto [entity, branch, service] = somewhere(world);
  world.ask("evaluation", "CreateSuggestion", World::person(std::get<0>(*fit)),
            {{"programme_id", world.programme}, {"entity_id", entity}, {"service_id", service}, {"problem", "People wait"}, {"cause", "Few counters"}, {"idea", "More counters"}, {"expected_effect", "Less waiting"}});
  return true;
}

bool sweep(World& world) {
  world.run_task("evaluation");
  return true;
}

}  // namespace

std::vector<Activity> fieldwork() {
  return {{"plan mission", 40, plan_mission}, {"answer mission", 60, answer_mission}, {"report mission", 60, report_mission}, {"submit draft", 40, submit_draft}, {"report daily life", 16, report_daily_life},
          {"control quality", 90, control_quality}, {"resubmit", 40, resubmit}, {"lock", 6, lock}, {"change plans", 6, change_plans, true}, {"be recognised", 3, be_recognised, true}, {"suggest", 3, suggest}, {"sweep", 12, sweep}};
}

}  // namespace shopper::simulation
