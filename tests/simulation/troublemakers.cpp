// What no rule allows. Whoever carries it out breaks an invariant.
#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

constexpr std::int64_t long_ago = 1'000'000;   // a version that nothing has reached

bool withdraw_anothers_application(World& world) {
  const auto victim = world.some<std::string, std::int64_t>("registration", "select id, version from application where state not in ('withdrawn') order by id");
  if (!victim) return false;
  world.ask_in_vain("registration", "WithdrawApplication", World::person("a stranger"), {{"id", std::get<0>(*victim)}, {"expected_version", std::get<1>(*victim)}});
  return true;
}

bool submit_stale(World& world) {
  const auto draft = world.some<std::string, std::string>("registration", "select id, applicant from application where state = 'draft' order by id");
  if (!draft) return false;
  world.ask_in_vain("registration", "SubmitApplication", World::person(std::get<1>(*draft)), {{"id", std::get<0>(*draft)}, {"expected_version", long_ago}});
  return true;
}

bool second_application(World& world) {
  const auto known = world.some<std::string>("registration", "select id from application where state not in ('draft', 'withdrawn') order by id");
  if (!known) return false;
  world.ask_in_vain("registration", "SubmitApplication", World::person("a stranger"), {{"id", std::get<0>(*known)}, {"expected_version", 1}});
  return true;
}

bool read_twice(World& world) {
  const auto read = world.some<std::string, std::string>("selection", "select application_id, reader from review order by id");
  if (!read) return false;
  world.ask_in_vain("selection", "ReviewApplication", World::staff("reviewer", std::get<1>(*read)), {{"id", std::get<0>(*read)}, {"verdict", "REVIEW_VERDICT_FAIL"}, {"reasons", {"On second thoughts"}}});
  return true;
}

bool judge_own_application(World& world) {
  const auto own = world.some<std::string, std::string>("selection", "select id, applicant from candidate where applicant <> '' order by id");
  if (!own) return false;
  world.ask_in_vain("selection", "ReviewApplication", World::staff("reviewer", std::get<1>(*own)), {{"id", std::get<0>(*own)}, {"verdict", "REVIEW_VERDICT_PASS"}});
  return true;
}

bool score_from_outside(World& world) {
  const auto open = world.some<std::string>("selection", "select id from interview where state in ('booked', 'held') order by id");
  if (!open) return false;
  world.ask_in_vain("selection", "ScoreInterview", World::staff("interviewer", "interviewer-9"), {{"id", std::get<0>(*open)}, {"points", {{"credibility", 5}, {"responsibility", 5}, {"public_interest", 5}}}});
  return true;
}

bool accept_anothers_offer(World& world) {
  const auto offered = world.some<std::string, std::int64_t>("selection", "select id, version from panel_member where state = 'offered' order by id");
  if (!offered) return false;
  world.ask_in_vain("selection", "AcceptOffer", World::person("a stranger"), {{"id", std::get<0>(*offered)}, {"expected_version", std::get<1>(*offered)}});
  return true;
}

bool certify_untrained(World& world) {
  const auto untrained = world.some<std::string, std::int64_t>(
      "selection", "select id, version from panel_member m where state in ('accepted', 'onboarding') and not exists (select 1 from attendance where member_id = m.id and sufficient = 1) order by id");
  if (!untrained) return false;
  world.ask_in_vain("selection", "CertifyMember", World::staff("administrator", "administrator-1"), {{"id", std::get<0>(*untrained)}, {"expected_version", std::get<1>(*untrained)}});
  return true;
}

bool draw_alone(World& world) {
  const auto draw = world.some<std::string, std::int64_t, std::string>("selection", "select id, version, prepared_by from draw where state = 'prepared'");
  if (!draw) return false;
  world.ask_in_vain("selection", "CommitDraw", World::staff("administrator", std::get<2>(*draw)), {{"id", std::get<0>(*draw)}, {"expected_version", std::get<1>(*draw)}});
  return true;
}

bool report_without_training(World& world) {
  const auto someone = resident(static_cast<int>(world.dice.below(residents)));
  if (world.count("evaluation", "member where shopper = :s and certified = 1", {someone}) > 0) return false;
  const auto place = world.some<std::string, std::string, std::string>("evaluation", "select e.id, b.id, s.id from entity e join branch b on b.entity_id = e.id join service s on s.entity_id = e.id order by e.code, b.code");
  const auto form = std::get<0>(world.all<std::string>("evaluation", "select form_id from form_version where state = 'published'").front());
  world.ask_in_vain("evaluation", "PutEvaluation", World::person(someone),
                    {{"id", crypto::named_uuid("untrained " + someone + std::to_string(world.now.us))}, {"programme_id", world.programme}, {"entity_id", std::get<0>(*place)}, {"branch_id", std::get<1>(*place)},
                     {"service_id", std::get<2>(*place)}, {"channel", "visit"}, {"form_id", form}, {"visited_on", world.today().iso()}, {"answers", R"({"welcome":"yes","satisfaction":5})"}, {"submit", true}});
  return true;
}

bool take_anothers_mission(World& world) {
  const auto offered = world.some<std::string, std::int64_t>("evaluation", "select id, version from assignment where state in ('offered', 'accepted') order by id");
  if (!offered) return false;
  world.ask_in_vain("evaluation", world.dice.chance(500) ? "AcceptAssignment" : "StartAssignment", World::person("a stranger"), {{"id", std::get<0>(*offered)}, {"expected_version", std::get<1>(*offered)}});
  return true;
}

bool release_own_report(World& world) {
  const auto report = world.some<std::string, std::int64_t, std::string>("evaluation", "select id, version, shopper from evaluation where state in ('approved', 'submitted') order by id");
  if (!report) return false;
  const auto& [id, version, shopper] = *report;
  world.ask_in_vain("evaluation", "ReleaseEvaluation", World::staff("analyst", shopper), {{"id", id}, {"expected_version", version}});
  return true;
}

bool rewrite_submitted_report(World& world) {
  const auto report = world.some<std::string, std::string>("evaluation", "select id, shopper from evaluation where state in ('submitted', 'in_review', 'approved', 'released') and assignment_id = '' order by id");
  if (!report) return false;
  world.ask_in_vain("evaluation", "PutEvaluation", World::person(std::get<1>(*report)), {{"id", std::get<0>(*report)}, {"programme_id", world.programme}, {"answers", "{}"}, {"submit", true}});
  return true;
}

bool issue_own_recommendation(World& world) {
  const auto item = world.some<std::string, std::int64_t, std::string>("recommendation", "select id, version, author from recommendation where state = 'peer_review' order by id");
  if (!item) return false;
  world.ask_in_vain("recommendation", "IssueRecommendation", World::staff("analyst", std::get<2>(*item)), {{"id", std::get<0>(*item)}, {"expected_version", std::get<1>(*item)}});
  return true;
}

bool answer_for_another_entity(World& world) {
  const auto item = world.some<std::string, std::int64_t>("recommendation", "select id, version from recommendation where state in ('issued', 'acknowledged', 'accepted') order by id");
  if (!item) return false;
  world.ask_in_vain("recommendation", "AcknowledgeRecommendation", World::staff("entity_officer", "an officer elsewhere", "elsewhere"), {{"id", std::get<0>(*item)}, {"expected_version", std::get<1>(*item)}});
  return true;
}

}  // namespace

std::vector<Activity> troublemakers() {
  return {{"withdraw another's", 2, withdraw_anothers_application}, {"submit stale", 2, submit_stale}, {"submit another's", 2, second_application}, {"read twice", 2, read_twice}, {"judge own", 2, judge_own_application},
          {"score from outside", 2, score_from_outside}, {"accept another's offer", 3, accept_anothers_offer}, {"certify untrained", 3, certify_untrained}, {"draw alone", 5, draw_alone},
          {"report untrained", 4, report_without_training}, {"take another's mission", 3, take_anothers_mission}, {"release own", 3, release_own_report}, {"rewrite", 3, rewrite_submitted_report},
          {"issue own", 3, issue_own_recommendation}, {"answer for another", 3, answer_for_another_entity}};
}

}  // namespace shopper::simulation
