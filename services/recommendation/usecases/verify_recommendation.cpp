#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {
namespace {

// Event (docs/EVENTS.md).
struct RemeasurementRequested {
  std::string recommendation_id;
  std::string programme_id;
  std::string entity_id;
  std::string service_id;
  std::string channel;
  int visits = 0;
  Date due_on;
  SHOPPER_FIELDS(RemeasurementRequested, recommendation_id, programme_id, entity_id, service_id, channel, visits, due_on)
};

constexpr int visits_max = 200;

// A service whose channels are not known yet is taken at the word of who asks.
bool offers(const std::vector<Service>& services, const std::string& service_id, const std::string& channel) {
  return std::any_of(services.begin(), services.end(), [&](const Service& s) {
    return (service_id.empty() || s.service_id == service_id) && (s.channels.empty() || std::find(s.channels.begin(), s.channels.end(), channel) != s.channels.end());
  });
}

}  // namespace

Result<RecommendationView> request_remeasurement(Unit& unit, const RequestRemeasurement& input) {
  SHOPPER_TRY(const auto known, load_recommendation(unit, input.id));
  const Gates gates;
  FieldErrors errors;
  errors.check(input.visits >= gates.min_evaluations && input.visits <= visits_max, "/visits", "OUT_OF_RANGE",
               fill({"من {} إلى 200 زيارة", "From {} to 200 visits"}, {std::to_string(gates.min_evaluations)}));
  errors.check(input.due_on > unit.today(), "/due_on", "NOT_LATER", {"يجب أن يكون التاريخ بعد اليوم", "The day must be after today"});
  errors.check(input.channel.empty() || offers(list_services(unit.db, known.entity_id), known.service_id, input.channel), "/channel", "CHANNEL_NOT_OFFERED",
               {"الخدمة لا تقدَّم عبر هذه القناة", "The service is not offered through this channel"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::re_measure, ""));
  // A new claim is judged by new visits alone; what was inconclusive, by those so far and more.
  if (known.state == RecommendationState::claimed_done) put_results_aside(unit.db, item.id);
  item.remeasurement_visits = static_cast<int>(results_after(unit.db, item.programme_id, item.id).size()) + input.visits;
  item.remeasurement_missions = 0;   // until evaluation has planned them
  item.remeasurement_due_on = input.due_on;
  unit.emit("remeasurement.requested", item.id,
            RemeasurementRequested{item.id, item.programme_id, item.entity_id, item.service_id, input.channel, input.visits, input.due_on});
  return save(unit, std::move(item));
}

Result<RecommendationView> verify_recommendation(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, load_recommendation(unit, input.id));
  SHOPPER_CHECK(expect_version(item.version, input.expected_version));
  if (item.state != RecommendationState::re_measuring)
    return errors::wrong_state(std::string(to_string(item.state)), recommendation_lifecycle().legal(item.state));
  const auto after = results_after(unit.db, item.programme_id, item.id);
  // Too early a look would find "inconclusive" only because visits are still under way.
  if (static_cast<int>(after.size()) < item.remeasurement_visits && unit.today() <= item.remeasurement_due_on)
    return conflict("REMEASUREMENT_RUNNING", fill({"وصل {} من {} قياسات والموعد لم ينقضِ", "{} of {} measurements have arrived and the time is not over"},
                                                  {std::to_string(after.size()), std::to_string(item.remeasurement_visits)}));
  const auto before = facts_of(unit.db, {item.programme_id, item.entity_id, item.service_id, "baseline", ""});
  const auto verification = compare(pointers(before), pointers(after), item.dimension, unit.now);
  SHOPPER_TRY(auto moved, begin_action(unit, input.id, input.expected_version, judge_remeasurement(verification, {}), input.remark));
  moved.verification = verification;
  return save(unit, std::move(moved));
}

Result<RecommendationView> reopen_recommendation(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::reopen, input.remark));
  return save(unit, std::move(item));
}

Result<RecommendationView> close_recommendation(Unit& unit, const Action& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::close, input.remark));
  return save(unit, std::move(item));
}

}  // namespace shopper::recommendation
