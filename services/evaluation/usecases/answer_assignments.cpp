// Shoppers: reading their missions, accepting, declining, starting; and that they were recognised.
#include "evaluation/usecases/assignments.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

// The shopper's own mission, as last seen.
Result<Assignment> own(Unit& unit, const std::string& id, std::int64_t expected_version) {
  auto mission = stored::assignment(unit.db, id);
  if (!mission || mission->shopper != unit.actor.subject) return errors::not_found(id);
  SHOPPER_CHECK(expect_version(mission->version, expected_version));
  return std::move(*mission);
}

}  // namespace

Result<AssignmentView> get_assignment(Unit& unit, const ById& in) {
  auto mission = stored::assignment(unit.db, in.id);
  if (!mission || !may_see(unit.actor, mission->shopper, mission->programme_id)) return errors::not_found(in.id);
  return view(unit.actor, std::move(*mission));
}

Result<Page<AssignmentView>> list_assignments(Unit& unit, const ListAssignments& in) {
  const int limit = page_limit(in.limit);
  stored::AssignmentFilter filter{in.programme_id, in.state ? std::string(to_string(*in.state)) : "", in.entity_id, in.shopper, in.recommendation_id};
  const bool staff = lists_as_staff(unit.actor, in.programme_id);
  if (!staff) filter.shopper = unit.actor.subject;
  filter.without_report = staff && !in.shopper.empty() && in.shopper != unit.actor.subject;
  std::vector<AssignmentView> views;
  for (auto& mission : stored::assignments(unit.db, filter, in.cursor, limit + 1)) views.push_back(view(unit.actor, std::move(mission)));
  auto page = make_page(std::move(views), limit, [](const AssignmentView& a) { return a.id; });
  std::erase_if(page.items, [&](const AssignmentView& a) { return !may_see(unit.actor, a.shopper, a.programme_id); });
  return page;
}

Result<Candidates> list_candidates(Unit& unit, const ById& in) {
  const auto mission = stored::assignment(unit.db, in.id);
  if (!mission || !unit.actor.acts_in({"analyst", "administrator"}, mission->programme_id)) return errors::not_found(in.id);
  return Candidates{rank_candidates(unit, *mission)};
}

Result<AssignmentView> accept_assignment(Unit& unit, const ByIdAndVersion& in) {
  SHOPPER_TRY(auto mission, own(unit, in.id, in.expected_version));
  SHOPPER_CHECK(assignment_lifecycle().next(mission.state, AssignmentCommand::accept));
  if (mission.offer_expires_at <= unit.now) return conflict("OFFER_EXPIRED", {"انتهت مهلة قبول العرض", "The time to accept the offer is over"});
  const auto member = stored::member(unit.db, mission.programme_id, unit.actor.subject);
  const auto entity = stored::entity(unit.db, mission.entity_id);
  SHOPPER_CHECK(check_reporter(member ? &*member : nullptr, entity ? std::string_view(entity->code) : std::string_view{}));
  SHOPPER_TRY(mission, move(unit, std::move(mission), AssignmentCommand::accept));
  return view(unit.actor, std::move(mission));
}

Result<AssignmentView> decline_assignment(Unit& unit, const WithReason& in) {
  SHOPPER_TRY(auto mission, own(unit, in.id, in.expected_version));
  mission.reason = in.reason;
  SHOPPER_TRY(mission, move(unit, std::move(mission), AssignmentCommand::decline));
  return view(unit.actor, std::move(mission));   // the next sweep asks somebody else
}

Result<AssignmentView> start_assignment(Unit& unit, const ByIdAndVersion& in) {
  SHOPPER_TRY(auto mission, own(unit, in.id, in.expected_version));
  SHOPPER_CHECK(assignment_lifecycle().next(mission.state, AssignmentCommand::start));
  if (unit.today() < mission.window_from) return conflict("WINDOW_NOT_OPEN", fill({"تبدأ فترة المهمة في {}", "The window of the mission opens on {}"}, {mission.window_from.iso()}));
  SHOPPER_TRY(mission, move(unit, std::move(mission), AssignmentCommand::start));
  return view(unit.actor, std::move(mission));
}

Result<Recognition> report_recognition(Unit& unit, const ReportRecognition& in) {
  FieldErrors errors;
  const auto branch = stored::branch(unit.db, in.branch_id);
  errors.check(stored::entity(unit.db, in.entity_id).has_value(), "/entity_id", "ENTITY_UNKNOWN", {"لا توجد جهة بهذا المعرّف", "There is no such entity"});
  errors.check(in.branch_id.empty() || (branch && branch->entity_id == in.entity_id), "/branch_id", "BRANCH_UNKNOWN", {"لا يوجد للجهة فرع بهذا المعرّف", "The entity has no such branch"});
  const auto mission = stored::assignment(unit.db, in.assignment_id);
  const bool own = mission && mission->shopper == unit.actor.subject && mission->entity_id == in.entity_id;
  errors.check(in.assignment_id.empty() || own, "/assignment_id", "ASSIGNMENT_UNKNOWN", {"ليست من مهامك في هذه الجهة", "This is not a mission of yours at this entity"});
  SHOPPER_CHECK(errors.result());
  const Recognition recognition{unit.new_id(), unit.actor.subject, in.entity_id, in.branch_id, in.assignment_id, unit.now};
  unit.db.insert(recognition);
  // the shopper withdraws from all that is open there; it goes to somebody nobody knows.
  for (auto& open_one : stored::open_assignments(unit.db, "", unit.actor.subject))
    if (open_one.id == in.assignment_id || stored::recognised(unit.db, unit.actor.subject, open_one.entity_id, open_one.branch_id))
      SHOPPER_CHECK(replace(unit, std::move(open_one), AssignmentCommand::reassign, "SHOPPER_IDENTIFIED"));
  return recognition;
}

}  // namespace shopper::evaluation
