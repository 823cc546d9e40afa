#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewView> get_interview(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto interview, load_interview(unit, input.id));
  const bool staff = sees_interviews(unit.actor, interview.programme_id);
  if (!staff) {
    SHOPPER_TRY(auto candidate, load_candidate(unit, interview.application_id));
    if (candidate.applicant != unit.actor.subject) return errors::not_found(input.id);
  }
  return view_of(unit, interview);
}

Result<Page<InterviewView>> list_interviews_page(Unit& unit, const ListByState& input) {
  FieldErrors errors;
  errors.check(input.state.empty() || enum_from<InterviewState>(input.state), "/state", "STATE_UNKNOWN", {"حالة غير معروفة", "This is not a state"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  if (!sees_interviews(unit.actor, input.programme_id)) return Page<InterviewView>{};
  const auto rows = make_page(list_interviews(unit.db, input.programme_id, input.state, input.cursor, limit + 1), limit, [](const Interview& last) { return last.id; });
  Page<InterviewView> page;
  page.next_cursor = rows.next_cursor;
  for (const auto& interview : rows.items) page.items.push_back(view_of(unit, interview));
  return page;
}

}  // namespace shopper::selection
