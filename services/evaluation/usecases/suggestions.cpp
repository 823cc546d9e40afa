#include "evaluation/usecases/suggestions.h"

#include "evaluation/usecases/events_out.h"

namespace shopper::evaluation {

using namespace domain;

Result<Suggestion> create_suggestion(Unit& unit, const CreateSuggestion& in) {
  const Suggestion suggestion{unit.new_id(), in.programme_id, unit.actor.subject, in.entity_id, in.service_id, in.problem, in.cause, in.idea, in.expected_effect, unit.now};
  FieldErrors errors;
  const auto service = in.service_id.empty() ? std::nullopt : stored::service(unit.db, in.service_id);
  errors.check(stored::entity(unit.db, in.entity_id).has_value(), "/entity_id", "ENTITY_UNKNOWN", {"لا توجد جهة بهذا المعرّف", "There is no such entity"});
  errors.check(in.service_id.empty() || (service && service->entity_id == in.entity_id), "/service_id", "SERVICE_UNKNOWN", {"لا تقدم الجهة خدمة بهذا المعرّف", "The entity has no such service"});
  check_suggestion(suggestion, errors);
  SHOPPER_CHECK(errors.result());
  const auto member = stored::member(unit.db, in.programme_id, unit.actor.subject);
  SHOPPER_CHECK(check_reporter(member ? &*member : nullptr, ""));
  unit.db.insert(suggestion);
  unit.emit("suggestion.recorded", suggestion.id, events_out::SuggestionRecorded{suggestion.id, in.programme_id, in.entity_id, in.service_id, in.problem, in.idea});
  return suggestion;
}

Result<Page<Suggestion>> list_suggestions(Unit& unit, const ListSuggestions& in) {
  const int limit = page_limit(in.limit);
  const auto shopper = lists_as_staff(unit.actor, in.programme_id) ? "" : unit.actor.subject;
  auto page = make_page(stored::suggestions(unit.db, in.programme_id, in.entity_id, shopper, in.cursor, limit + 1), limit, [](const Suggestion& s) { return s.id; });
  std::erase_if(page.items, [&](const Suggestion& s) { return !may_see(unit.actor, s.shopper, s.programme_id); });
  return page;
}

Result<QualitySummary> quality_summary(Unit& unit, const OfProgramme& in) {
  if (in.programme_id.empty()) return invalid_field("/programme_id", "PROGRAMME_MISSING", {"البرنامج مطلوب", "The programme is needed"});
  if (!is_staff_in(unit.actor, in.programme_id)) return errors::not_found(in.programme_id);
  return QualitySummary{stored::evaluation_states(unit.db, in.programme_id), stored::assignment_states(unit.db, in.programme_id),
                        stored::flagged_evaluations(unit.db, in.programme_id, "LATE"), stored::flagged_evaluations(unit.db, in.programme_id, "REPORT_DELAYED"),
                        stored::returned_evaluations(unit.db, in.programme_id), stored::mean_score(unit.db, in.programme_id)};
}

}  // namespace shopper::evaluation
