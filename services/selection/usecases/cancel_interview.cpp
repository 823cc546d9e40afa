#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewView> cancel_interview(Unit& unit, const CancelInterview& input) {
  SHOPPER_TRY(auto interview, load_interview(unit, input.id));
  SHOPPER_TRY(auto candidate, load_candidate(unit, interview.application_id));
  if (candidate.applicant != unit.actor.subject && !unit.actor.has_role("administrator")) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(interview.version, input.expected_version));
  SHOPPER_TRY(auto state, interview_lifecycle().next(interview.state, InterviewCommand::cancel));
  // Once scored, the candidate is interviewed; only a booking can be called off.
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::cancel_interview, {"INTERVIEW_CANCELLED"}));
  interview.state = state;
  interview.reason = input.reason;
  ++interview.version;
  unit.db.update(interview);
  free_place(unit, interview.slot_id);
  return view_of(unit, interview);
}

}  // namespace shopper::selection
