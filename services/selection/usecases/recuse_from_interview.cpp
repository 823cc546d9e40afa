#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewView> recuse_from_interview(Unit& unit, const RecuseFromInterview& input) {
  SHOPPER_TRY(auto interview, load_interview(unit, input.id));
  if (!unit.actor.acts_in("interviewer", interview.programme_id)) return errors::not_found(input.id);
  const auto slot = unit.db.find<InterviewSlot>("id = :i", {interview.slot_id});
  const auto& member = unit.actor.subject;
  if (!slot || std::find(slot->committee.begin(), slot->committee.end(), member) == slot->committee.end())
    return conflict("NOT_ON_COMMITTEE", {"لست عضواً في لجنة هذه المقابلة", "You are not on the committee of this interview"});
  if (std::find(interview.recused.begin(), interview.recused.end(), member) != interview.recused.end()) return view_of(unit, interview);
  if (interview.state == InterviewState::concluded || interview.state == InterviewState::cancelled)
    return errors::wrong_state(std::string(to_string(interview.state)), interview_lifecycle().legal(interview.state));
  for (const auto& score : scores_of(unit.db, interview.id))
    if (score.member == member) return conflict("SCORES_LOCKED", {"أُقفلت درجاتك ولا يمكن تغييرها", "Your scores are locked and cannot be changed"});
  interview.recused.push_back(member);
  ++interview.version;
  unit.db.update(interview);
  return view_of(unit, interview);
}

}  // namespace shopper::selection
