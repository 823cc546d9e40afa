// Staff: planning, offering, cancelling, reassigning, sweeping.
#include "evaluation/usecases/assignments.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

constexpr int sweep_limit = 100;   // missions in one transaction
// Offers that ended longer ago belong to an imported programme of the past, whose shoppers answered in their own time.
constexpr std::chrono::hours sweep_reach{24 * 30};
constexpr std::size_t max_brief_bytes = 8'000;

// Missions that nobody can take must not keep the sweep from the others: when there are too many for one, each minute has its page.
std::int64_t unmatched_page(Unit& unit) {
  const auto pages = (stored::count_unmatched(unit.db, unit.today()) + sweep_limit - 1) / sweep_limit;
  const std::int64_t minute = unit.now.us / std::chrono::microseconds(std::chrono::minutes(1)).count();
  return pages > 1 ? minute % pages * sweep_limit : 0;
}

Result<Done> check_reason(const std::string& reason) {
  if (reason.empty()) return invalid_field("/reason", "REASON_MISSING", {"السبب مطلوب", "A reason is needed"});
  return Done{};
}

Result<Assignment> kept(Unit& unit, const std::string& id, std::int64_t expected_version) {
  auto mission = stored::assignment(unit.db, id);
  if (!mission || !unit.actor.acts_in({"analyst", "administrator"}, mission->programme_id)) return errors::not_found(id);
  SHOPPER_CHECK(expect_version(mission->version, expected_version));
  return std::move(*mission);
}

}  // namespace

Result<AssignmentView> create_assignment(Unit& unit, const CreateAssignment& in) {
  if (!unit.actor.acts_in({"analyst", "administrator"}, in.programme_id)) return errors::not_found(in.programme_id);
  Assignment mission;
  mission.id = unit.new_id();
  mission.programme_id = in.programme_id;
  mission.entity_id = in.entity_id;
  mission.branch_id = in.branch_id;
  mission.service_id = in.service_id;
  mission.channel = in.channel;
  mission.form_id = in.form_id;
  mission.brief = in.brief;
  mission.window_from = in.window_from ? in.window_from : unit.today();
  mission.due_on = in.due_on;
  mission.created_at = mission.changed_at = unit.now;

  FieldErrors errors;
  const auto entity = stored::entity(unit.db, in.entity_id);
  const auto branch = stored::branch(unit.db, in.branch_id);
  const auto service = stored::service(unit.db, in.service_id);
  errors.check(!in.programme_id.empty(), "/programme_id", "PROGRAMME_MISSING", {"البرنامج مطلوب", "The programme is needed"});
  check_place({entity ? &*entity : nullptr, branch ? &*branch : nullptr, service ? &*service : nullptr, in.branch_id, in.channel}, errors);
  errors.check(!in.form_id.empty() && stored::published_form(unit.db, in.form_id, 0).has_value(), "/form_id", "FORM_UNKNOWN", {"لا يوجد نموذج منشور بهذا المعرّف", "There is no such published form"});
  errors.check(in.brief.ar.empty() == in.brief.en.empty(), "/brief", "TRANSLATION_MISSING", {"التعليمات بالعربية والإنجليزية معًا", "The brief is needed in both languages"});
  errors.check(in.brief.ar.size() <= max_brief_bytes && in.brief.en.size() <= max_brief_bytes, "/brief", "TEXT_TOO_LONG", {"التعليمات أطول من المسموح", "The brief is too long"});
  check_window(mission, unit.today(), errors);
  SHOPPER_CHECK(errors.result());

  unit.db.insert(mission);
  if (in.shopper.empty()) return view(unit.actor, std::move(mission));
  SHOPPER_TRY(auto offered, offer_to(unit, std::move(mission), in.shopper));
  return view(unit.actor, std::move(offered));
}

Result<AssignmentView> offer_assignment(Unit& unit, const OfferAssignment& in) {
  SHOPPER_TRY(auto mission, kept(unit, in.id, in.expected_version));
  SHOPPER_CHECK(assignment_lifecycle().next(mission.state, AssignmentCommand::offer));
  if (!in.shopper.empty()) {
    SHOPPER_TRY(auto offered, offer_to(unit, std::move(mission), in.shopper));
    return view(unit.actor, std::move(offered));
  }
  auto offered = offer_to_anyone(unit, std::move(mission));
  if (offered.state != AssignmentState::offered) return conflict("NO_CANDIDATE", {"لا يوجد متطوع تسمح له القواعد بهذه المهمة", "The rules allow this mission to nobody"});
  return view(unit.actor, std::move(offered));
}

Result<AssignmentView> cancel_assignment(Unit& unit, const WithReason& in) {
  SHOPPER_TRY(auto mission, kept(unit, in.id, in.expected_version));
  SHOPPER_CHECK(check_reason(in.reason));
  mission.reason = in.reason;
  SHOPPER_TRY(mission, move(unit, std::move(mission), AssignmentCommand::cancel));
  return view(unit.actor, std::move(mission));
}

Result<AssignmentView> reassign_assignment(Unit& unit, const ReassignAssignment& in) {
  SHOPPER_TRY(auto mission, kept(unit, in.id, in.expected_version));
  SHOPPER_CHECK(check_reason(in.reason));
  SHOPPER_TRY(auto next, succeed(unit, std::move(mission), AssignmentCommand::reassign, in.reason));
  if (in.shopper.empty()) return view(unit.actor, offer_to_anyone(unit, std::move(next)));
  SHOPPER_TRY(next, offer_to(unit, std::move(next), in.shopper));
  return view(unit.actor, std::move(next));
}

Result<Swept> sweep_assignments(Unit& unit, const SweepAssignments&) {
  Swept swept;
  // First what earlier sweeps and shoppers left behind, so that every state can be seen before it is passed.
  for (auto& mission : stored::replaceable_assignments(unit.db, unit.today(), sweep_limit)) {
    const std::string reason = mission.state == AssignmentState::declined ? "OFFER_DECLINED" : "OFFER_EXPIRED";
    SHOPPER_TRY(const auto next, replace(unit, std::move(mission), AssignmentCommand::reassign, reason));
    swept.offered += next.state == AssignmentState::offered;
  }
  for (auto& mission : stored::expired_offers(unit.db, unit.now.plus(-sweep_reach), unit.now, sweep_limit)) {
    SHOPPER_CHECK(move(unit, std::move(mission), AssignmentCommand::expire));
    ++swept.expired;
  }
  for (auto& mission : stored::unmatched_assignments(unit.db, unit.today(), unmatched_page(unit), sweep_limit))
    swept.offered += offer_to_anyone(unit, std::move(mission)).state == AssignmentState::offered;
  return swept;
}

}  // namespace shopper::evaluation
