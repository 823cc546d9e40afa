#include "evaluation/usecases/reactions.h"

#include "evaluation/usecases/answers_json.h"
#include "evaluation/usecases/evaluations.h"
#include "evaluation/usecases/events_out.h"
#include "evaluation/usecases/matching.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

constexpr std::int64_t max_visits = 200;   // of one re-measurement
constexpr int max_branches = 500;
constexpr int max_services = 500;

// Why a mission that is still open cannot stay with its member, "" if it can.
std::string reason_to_leave(const Member& member, const Assignment& mission, std::string_view entity_code) {
  if (lost_duties(member) || !member.certified) return "MEMBER_NOT_ACTIVE";
  if (absent_between(member, mission.window_from, mission.due_on)) return "MEMBER_ABSENT";
  if (std::ranges::find(member.conflicts, entity_code) != member.conflicts.end()) return "CONFLICT_OF_INTEREST";
  return {};
}

// The channel asked for; for "any", a visit where one is possible, else the service's first channel.
std::string channel_of(const Service& service, const std::string& asked, bool has_branches) {
  if (!asked.empty()) return asked;
  for (const auto& channel : service.channels)
    if (channel == to_string(Channel::visit) && has_branches) return channel;
  return service.channels.empty() ? "" : service.channels.front();
}

// What cannot be carried out here must not look decided there. A refusal has changed nothing: every check comes before the first write.
Result<Done> or_tell(Unit& unit, const std::string& appeal_id, const std::string& evaluation_id, const Result<Done>& done) {
  if (done.ok()) return Done{};
  std::string refusal = done.error().code;
  for (const auto& wrong : done.error().fields) refusal += (&wrong == &done.error().fields.front() ? ": " : ", ") + wrong.pointer + " " + wrong.code;
  unit.emit("appeal.refused", appeal_id, events_out::AppealRefused{appeal_id, evaluation_id, std::move(refusal)});
  return Done{};
}

}  // namespace

Result<Done> apply_member_changed(Unit& unit, const MemberChanged& event) {
  const Member member{event.member_id, event.programme_id, event.shopper, event.state, event.certified, event.conflicts, event.absent_from, event.absent_to};
  unit.db.upsert(member);
  for (auto& mission : stored::open_assignments(unit.db, member.programme_id, member.shopper)) {
    const auto entity = stored::entity(unit.db, mission.entity_id);
    const auto reason = reason_to_leave(member, mission, entity ? std::string_view(entity->code) : std::string_view{});
    if (!reason.empty()) SHOPPER_CHECK(replace(unit, std::move(mission), AssignmentCommand::reassign, reason));
  }
  return Done{};
}

Result<Done> apply_remeasurement_requested(Unit& unit, const RemeasurementRequested& event) {
  const auto entity = stored::entity(unit.db, event.entity_id);
  if (!entity) return errors::not_found(event.entity_id);
  // A recommendation about an entity as a whole is measured over all its services.
  auto services = stored::services(unit.db, entity->id, "", "", max_services);
  if (!event.service_id.empty()) std::erase_if(services, [&](const Service& s) { return s.id != event.service_id; });
  if (!event.channel.empty()) std::erase_if(services, [&](const Service& s) { return std::ranges::find(s.channels, event.channel) == s.channels.end(); });
  if (services.empty()) return errors::not_found(event.service_id);
  const auto branches = stored::branches(unit.db, entity->id, "", "", max_branches);

  const auto missions = std::clamp<std::int64_t>(event.visits, 0, max_visits);
  for (std::int64_t i = 0; i < missions; ++i) {
    const auto* service = &services[static_cast<std::size_t>(i) % services.size()];
    const auto channel = channel_of(*service, event.channel, !branches.empty());
    const bool on_site = channel == to_string(Channel::visit) || channel == to_string(Channel::kiosk);
    if (on_site && branches.empty()) return conflict("BRANCH_MISSING", {"الجهة بلا فروع", "The entity has no branches"});
    // The same form as before, so that before and after can be compared.
    auto form_id = stored::form_last_used(unit.db, entity->id, service->id);
    if (form_id.empty()) form_id = stored::newest_published_form_id(unit.db);
    if (form_id.empty()) return conflict("FORM_UNKNOWN", {"لا يوجد نموذج منشور", "There is no published form"});
    Assignment mission;
    mission.id = unit.new_id();
    mission.programme_id = event.programme_id;
    mission.entity_id = entity->id;
    mission.branch_id = on_site ? branches[static_cast<std::size_t>(i / static_cast<std::int64_t>(services.size())) % branches.size()].id : "";
    mission.service_id = service->id;
    mission.channel = channel;
    mission.form_id = form_id;
    mission.purpose = Purpose::remeasurement;
    mission.recommendation_id = event.recommendation_id;
    mission.window_from = unit.today();
    mission.due_on = event.due_on ? event.due_on : unit.today().plus_months(1);
    mission.created_at = mission.changed_at = unit.now;
    unit.db.insert(mission);
    offer_to_anyone(unit, std::move(mission));
  }
  unit.emit("remeasurement.planned", event.recommendation_id, events_out::RemeasurementPlanned{event.recommendation_id, event.programme_id, missions});
  return Done{};
}

Result<Done> apply_appeal_filed(Unit& unit, const AppealFiled& event) {
  return or_tell(unit, event.appeal_id, event.evaluation_id, file_appeal(unit, event.evaluation_id, event.appeal_id));
}

Result<Done> apply_appeal_decided(Context& context, Unit& unit, const AppealDecided& event) {
  const auto corrections = parse_answers(event.corrections);
  if (!corrections.ok()) return or_tell(unit, event.appeal_id, event.evaluation_id, corrections.error());
  return or_tell(unit, event.appeal_id, event.evaluation_id, decide_appeal(context, unit, event.evaluation_id, event.appeal_id, event.outcome, *corrections));
}

}  // namespace shopper::evaluation
