#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<Interview> load_interview(Unit& unit, const std::string& id) {
  auto interview = unit.db.find<Interview>("id = :i", {id});
  if (!interview) return errors::not_found(id);
  return std::move(*interview);
}

InterviewView view_of(Unit& unit, const Interview& interview) {
  InterviewView view;
  static_cast<Interview&>(view) = interview;
  // Of the own interview staff see what any applicant does.
  const auto candidate = unit.db.find<Candidate>("id = :i", {interview.application_id});
  const bool own = candidate && candidate->applicant == unit.actor.subject;
  if (own || !sees_interviews(unit.actor, interview.programme_id)) {
    view.recused.clear();
    view.share = 0;
    view.rubric_outcome = InterviewOutcome::unspecified;
    return view;
  }
  view.scores = scores_of(unit.db, interview.id);
  if (interview.state != InterviewState::concluded) {
    view.share = 0;
    std::erase_if(view.scores, [&](const InterviewScore& score) { return score.member != unit.actor.subject; });
  }
  return view;
}

void free_place(Unit& unit, const std::string& slot_id) {
  if (auto slot = unit.db.find<InterviewSlot>("id = :i", {slot_id})) {
    slot->booked = std::max(0, slot->booked - 1);
    unit.db.update(*slot);
  }
}

}  // namespace shopper::selection
