#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewView> conclude_interview(Unit& unit, const ConcludeInterview& input) {
  SHOPPER_TRY(auto interview, load_interview(unit, input.id));
  SHOPPER_CHECK(expect_version(interview.version, input.expected_version));
  SHOPPER_TRY(auto candidate, load_candidate(unit, interview.application_id));
  SHOPPER_CHECK(expect_not_own(unit, candidate.applicant));
  const bool hold = input.outcome == InterviewOutcome::hold;
  SHOPPER_TRY(interview.state, interview_lifecycle().next(interview.state, hold ? InterviewCommand::hold : InterviewCommand::conclude));
  const auto rubric = rubric_of(unit.db, interview.programme_id, interview.rubric_version);
  if (!rubric) return errors::not_found(interview.programme_id);
  if (interview.scored < rubric->quorum)
    return conflict("QUORUM_MISSING", fill({"سجّل {} من {} أعضاء درجاتهم", "{} of {} members have scored"}, {std::to_string(interview.scored), std::to_string(rubric->quorum)}));
  FieldErrors errors;
  errors.check(input.outcome != InterviewOutcome::unspecified, "/outcome", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(input.outcome == interview.rubric_outcome || !input.reason.empty(), "/reason", "REQUIRED",
               {"تخالف النتيجة ما تعطيه الدرجات؛ يلزم سبب", "The outcome differs from what the scores give; a reason is required"});
  SHOPPER_CHECK(errors.result());
  interview.outcome = input.outcome;
  interview.reason = input.reason;
  ++interview.version;
  unit.db.update(interview);
  if (!hold) {
    const bool pass = input.outcome == InterviewOutcome::pass;
    SHOPPER_CHECK(move_candidate(unit, candidate, pass ? CandidateCommand::pass : CandidateCommand::fail,
                                 pass ? std::vector<std::string>{} : std::vector<std::string>{"INTERVIEW_BELOW_PASS_MARK"}));
    // The pool of a committed draw is closed: who comes later is told, not left waiting for a draw that is over.
    if (const auto draw = draw_of(unit.db, interview.programme_id); pass && draw && is_public(draw->state))
      SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::leave_out, {"AFTER_THE_DRAW"}, {{"أُعلنت مجموعة السحب قبل اجتيازكم المقابلة", "The pool of the draw was committed before you passed the interview"}}));
  }
  return view_of(unit, interview);
}

}  // namespace shopper::selection
