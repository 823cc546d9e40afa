#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

const std::vector<std::string> committee_members{"interviewer-1", "interviewer-2", "interviewer-3", "interviewer-4"};
constexpr std::chrono::hours days_until_interview{24 * 4};

bool review(World& world) {
  const auto reader = "reviewer-" + std::to_string(world.dice.between(1, 3));
  const auto waiting = world.some<std::string>("selection", "select id from candidate c where state = 'phase1_review' and not exists (select 1 from review where application_id = c.id and reader = :r) order by id", {reader});
  if (!waiting) return false;
  const bool pass = world.dice.chance(880);
  Json verdict{{"id", std::get<0>(*waiting)}, {"verdict", pass ? "REVIEW_VERDICT_PASS" : "REVIEW_VERDICT_FAIL"}};
  if (!pass) verdict["reasons"] = {"Not convincing"};
  world.ask("selection", "ReviewApplication", World::staff("reviewer", reader), verdict);
  return true;
}

bool offer_slot(World& world) {
  if (world.count("selection", "interview_slot where booked < capacity and starts_at > :n", {world.now.us}) > 0 || world.count("selection", "candidate where state = 'invited'") == 0) return false;
  const auto number = world.count("selection", "interview_slot");
  const auto starts = world.now.plus(days_until_interview);
  world.ask("selection", "PutInterviewSlot", World::staff("administrator", "administrator-1"),
            {{"id", crypto::named_uuid("slot " + std::to_string(number))}, {"programme_id", world.programme}, {"starts_at", starts.rfc3339()}, {"ends_at", starts.plus(std::chrono::hours(1)).rfc3339()},
             {"place", "Doha"}, {"capacity", 3}, {"committee", committee_members}});
  return true;
}

bool book(World& world) {
  const auto slot = world.some<std::string>("selection", "select id from interview_slot where booked < capacity and starts_at > :n order by id", {world.now.us});
  const auto invited = world.some<std::string, std::string, std::int64_t>("selection", "select id, applicant, version from candidate where state = 'invited' order by id");
  if (!slot || !invited) return false;
  const auto& [id, applicant, version] = *invited;
  world.ask("selection", "PutInterview", World::person(applicant), {{"id", crypto::named_uuid("interview " + id + std::to_string(version))}, {"application_id", id}, {"slot_id", std::get<0>(*slot)}});
  return true;
}

bool score(World& world) {
  const auto& member = committee_members[world.dice.below(committee_members.size())];
  const auto open = world.some<std::string>(
      "selection", "select id from interview i where state in ('booked', 'held') and scored < 3 and not exists (select 1 from interview_score where interview_id = i.id and member = :m) order by id", {member});
  if (!open) return false;
  const int points = world.dice.chance(880) ? world.dice.between(4, 5) : world.dice.between(0, 2);
  world.ask("selection", "ScoreInterview", World::staff("interviewer", member),
            {{"id", std::get<0>(*open)}, {"points", {{"credibility", points}, {"responsibility", points}, {"public_interest", points}}}});
  return true;
}

bool conclude(World& world) {
  const auto held = world.some<std::string, std::int64_t, std::string>("selection", "select id, version, rubric_outcome from interview where state = 'held' and scored >= 3 order by id");
  if (!held) return false;
  const auto& [id, version, found] = *held;
  const std::string outcome = found == "hold" ? "fail" : found;
  world.ask("selection", "ConcludeInterview", World::staff("administrator", "administrator-1"),
            {{"id", id}, {"expected_version", version}, {"outcome", outcome == "pass" ? "INTERVIEW_OUTCOME_PASS" : "INTERVIEW_OUTCOME_FAIL"}, {"reason", "After discussion"}});
  return true;
}

bool cancel_interview(World& world) {
  const auto booked = world.some<std::string, std::int64_t>("selection", "select id, version from interview where state = 'booked' order by id");
  if (!booked || !world.dice.chance(200)) return false;
  world.ask("selection", "CancelInterview", World::staff("administrator", "administrator-1"), {{"id", std::get<0>(*booked)}, {"expected_version", std::get<1>(*booked)}, {"reason", "The room is taken"}});
  return true;
}

// The draw when nobody is on the way any more - or too early, for once.
bool prepare_draw(World& world) {
  if (world.count("selection", "candidate where state = 'pool'") < panel_size + 1 || world.count("selection", "draw where state <> 'discarded'") > 0) return false;
  if (world.count("selection", "candidate where state in ('phase1_review', 'invited', 'interview_scheduled', 'interviewed')") > 0 && !world.dice.chance(60)) return false;
  const auto at = world.now.plus(std::chrono::hours(2));
  const auto dice = [](const char* name, Instant when) { return Json{{"kind", "SOURCE_KIND_DICE"}, {"name", name}, {"at", when.rfc3339()}}; };
  world.ask("selection", "CreateDraw", World::staff("administrator", "administrator-1"),
            {{"id", world.programme}, {"sources", {dice("Three dice, on camera", at), dice("Three more dice", at.plus(std::chrono::hours(24)))}}});
  return true;
}

bool go_on_with_draw(World& world) {
  const auto draw = world.some<std::string, std::int64_t, std::string, std::int64_t>("selection", "select id, version, state, prepared_at from draw where state in ('prepared', 'committed', 'entered')");
  if (!draw) return false;
  const auto& [id, version, state, prepared_at] = *draw;
  if (state == "prepared") {
    if (world.now.us > prepared_at + std::chrono::microseconds(std::chrono::hours(1)).count() || world.dice.chance(50))
      world.ask("selection", "DiscardDraw", World::staff("administrator", "administrator-1"), {{"id", id}, {"expected_version", version}, {"reason", "Another day"}});
    else world.ask("selection", "CommitDraw", World::staff("administrator", "administrator-2"), {{"id", id}, {"expected_version", version}});
    return true;
  }
  world.pass_time(std::chrono::hours(2));
  world.ask("selection", "RevealDraw", World::staff("administrator", state == "committed" ? "administrator-1" : "administrator-2"),
            {{"id", id}, {"expected_version", version}, {"source", 0}, {"value", "042"}});
  return true;
}

}  // namespace

std::vector<Activity> committee() {
  return {{"review", 70, review}, {"offer slot", 30, offer_slot}, {"book", 50, book}, {"score", 80, score}, {"conclude", 50, conclude}, {"cancel interview", 3, cancel_interview, true}, {"prepare draw", 40, prepare_draw}, {"draw", 60, go_on_with_draw}};
}

}  // namespace shopper::simulation
