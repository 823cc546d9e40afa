#include "selection/usecases/reviews.h"

namespace shopper::selection {

Result<Page<Candidate>> list_candidates_page(Unit& unit, const ListByState& input) {
  FieldErrors errors;
  errors.check(input.state.empty() || enum_from<CandidateState>(input.state), "/state", "STATE_UNKNOWN", {"حالة غير معروفة", "This is not a state"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  if (!sees_interviews(unit.actor, input.programme_id)) return Page<Candidate>{};
  return make_page(list_candidates(unit.db, input.programme_id, input.state, input.cursor, limit + 1), limit, [](const Candidate& last) { return last.id; });
}

Result<Candidate> get_candidate(Unit& unit, const ById& input) {
  return load_candidate_for(unit, input.id, {"administrator", "interviewer", "auditor"});
}

}  // namespace shopper::selection
