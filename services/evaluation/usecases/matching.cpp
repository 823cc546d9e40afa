#include "evaluation/usecases/matching.h"

#include "platform/crypto/hash.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

// Everything that could still touch rotation around the due day.
std::vector<Visit> relevant_visits(Unit& unit, const Policy& policy, const Assignment& mission, const std::string& shopper) {
  const auto days = std::max({policy.branch_rotation_days, policy.entity_rotation_days, std::int64_t{62}});
  return stored::visits(unit.db, shopper, std::min(mission.due_on, unit.today()).plus_days(-static_cast<int>(days)));
}

Candidate judge(Unit& unit, const Policy& policy, const Assignment& mission, const std::string& entity_code, const Member& member) {
  const auto visits = relevant_visits(unit, policy, mission, member.shopper);
  const bool identified = stored::recognised(unit.db, member.shopper, mission.entity_id, mission.branch_id);
  const auto verdict = check_candidacy({mission, member, entity_code, identified, visits, policy});
  Candidate candidate;
  candidate.shopper = member.shopper;
  candidate.eligible = verdict.ok();
  if (!verdict.ok()) {
    candidate.refusal = verdict.error().code;
    candidate.text = verdict.error().text;
  }
  candidate.open_missions = std::ranges::count_if(visits, [](const Visit& v) { return v.open; });
  candidate.visits = static_cast<std::int64_t>(visits.size());
  return candidate;
}

std::string entity_code_of(Unit& unit, const Assignment& mission) {
  const auto entity = stored::entity(unit.db, mission.entity_id);
  return entity ? entity->code : std::string{};
}

// Who declined it, let it lapse or lost it: nobody is asked twice, unless a person does so.
std::vector<std::string> earlier_shoppers(Unit& unit, const Assignment& mission) {
  std::vector<std::string> had_it;
  for (auto id = mission.predecessor_id; !id.empty();) {
    const auto before = stored::assignment(unit.db, id);
    if (!before) break;
    had_it.push_back(before->shopper);
    id = before->predecessor_id;
  }
  return had_it;
}

}  // namespace

std::vector<Candidate> rank_candidates(Unit& unit, const Assignment& mission) {
  const auto policy = stored::policy(unit.db);
  const auto code = entity_code_of(unit, mission);
  std::vector<Candidate> ranked;
  for (const auto& member : stored::members(unit.db, mission.programme_id)) ranked.push_back(judge(unit, policy, mission, code, member));
  // Burden is shared: fewest open missions, then fewest visits; ties are broken by a hash, so that no one is always first.
  const auto key = [&](const Candidate& c) { return std::tuple(!c.eligible, c.open_missions, c.visits, crypto::sha256_hex(c.shopper + mission.id), c.shopper); };
  std::ranges::sort(ranked, {}, key);
  return ranked;
}

Result<Assignment> move(Unit& unit, Assignment mission, AssignmentCommand command) {
  SHOPPER_TRY(mission.state, assignment_lifecycle().next(mission.state, command));
  mission.changed_at = unit.now;
  ++mission.version;
  unit.db.update(mission);
  return mission;
}

Result<Assignment> offer_to(Unit& unit, Assignment mission, const std::string& shopper) {
  const auto member = stored::member(unit.db, mission.programme_id, shopper);
  if (!member) return invalid_field("/shopper", "SHOPPER_UNKNOWN", {"لا يوجد متطوع بهذا المعرّف في البرنامج", "The programme has no such shopper"});
  if (mission.due_on < unit.today()) return conflict("WINDOW_OVER", fill({"انتهت فترة المهمة في {}", "The window of the mission ended on {}"}, {mission.due_on.iso()}));
  const auto policy = stored::policy(unit.db);
  const auto code = entity_code_of(unit, mission);
  const auto visits = relevant_visits(unit, policy, mission, shopper);
  SHOPPER_CHECK(check_candidacy({mission, *member, code, stored::recognised(unit.db, shopper, mission.entity_id, mission.branch_id), visits, policy}));
  mission.shopper = shopper;
  mission.offer_expires_at = unit.now.plus(std::chrono::hours(policy.offer_hours));
  return move(unit, std::move(mission), AssignmentCommand::offer);
}

Assignment offer_to_anyone(Unit& unit, Assignment mission) {
  const auto had_it = earlier_shoppers(unit, mission);
  for (const auto& candidate : rank_candidates(unit, mission)) {
    if (!candidate.eligible) break;
    if (std::ranges::find(had_it, candidate.shopper) != had_it.end()) continue;
    auto offered = offer_to(unit, mission, candidate.shopper);
    if (offered.ok()) return std::move(*offered);
  }
  return mission;
}

Result<Assignment> succeed(Unit& unit, Assignment mission, AssignmentCommand command, const std::string& reason) {
  mission.reason = reason;
  SHOPPER_TRY(const auto old, move(unit, std::move(mission), command));
  Assignment next = old;
  next.id = unit.new_id();
  next.predecessor_id = old.id;
  next.state = AssignmentState::planned;
  next.shopper.clear();
  next.reason.clear();
  next.offer_expires_at = {};
  next.created_at = next.changed_at = unit.now;
  next.version = 1;
  unit.db.insert(next);
  return next;
}

Result<Assignment> replace(Unit& unit, Assignment mission, AssignmentCommand command, const std::string& reason) {
  SHOPPER_TRY(auto next, succeed(unit, std::move(mission), command, reason));
  return offer_to_anyone(unit, std::move(next));
}

}  // namespace shopper::evaluation
