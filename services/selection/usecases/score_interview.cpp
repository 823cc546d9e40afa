#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewScore> score_interview(Unit& unit, const ScoreInterview& input) {
  SHOPPER_TRY(auto interview, load_interview(unit, input.id));
  if (!unit.actor.acts_in("interviewer", interview.programme_id)) return errors::not_found(input.id);
  const auto slot = unit.db.find<InterviewSlot>("id = :i", {interview.slot_id});
  const auto& member = unit.actor.subject;
  if (!slot || std::find(slot->committee.begin(), slot->committee.end(), member) == slot->committee.end())
    return conflict("NOT_ON_COMMITTEE", {"لست عضواً في لجنة هذه المقابلة", "You are not on the committee of this interview"});
  SHOPPER_TRY(auto candidate, load_candidate(unit, interview.application_id));
  SHOPPER_CHECK(expect_not_own(unit, candidate.applicant));
  const bool conflicted = !unit.actor.entity_id.empty() && std::find(candidate.conflicts.begin(), candidate.conflicts.end(), unit.actor.entity_id) != candidate.conflicts.end();
  if (conflicted || std::find(interview.recused.begin(), interview.recused.end(), member) != interview.recused.end())
    return conflict("RECUSED", {"تنحيت عن هذه المقابلة أو لديك تضارب مصالح", "You are recused from this interview, or have a conflict of interest"});
  const auto rubric = rubric_of(unit.db, interview.programme_id, interview.rubric_version);
  if (!rubric) return errors::not_found(interview.programme_id);
  SHOPPER_CHECK(check_points(*rubric, input.points));
  for (const auto& score : scores_of(unit.db, interview.id))
    if (score.member == member) {
      if (score.points == input.points && score.note == input.note) return score;
      return conflict("SCORES_LOCKED", {"أُقفلت درجاتك ولا يمكن تغييرها", "Your scores are locked and cannot be changed"});
    }
  SHOPPER_TRY(interview.state, interview_lifecycle().next(interview.state, InterviewCommand::score));
  InterviewScore score{unit.new_id(), interview.id, member, input.points, input.note, unit.now};
  unit.db.insert(score);
  ++interview.scored;
  const auto scores = scores_of(unit.db, interview.id);
  interview.share = attained_share(*rubric, scores);
  interview.rubric_outcome = rubric_outcome(*rubric, interview.share);
  ++interview.version;
  unit.db.update(interview);
  if (candidate.state == CandidateState::interview_scheduled) SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::interview));
  return score;
}

}  // namespace shopper::selection
