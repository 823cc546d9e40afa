// Use cases of phase 2: input shapes here, one operation per file.
#pragma once

#include "selection/usecases/shared.h"

namespace shopper::selection {

struct PutRubric {
  std::string id;
  std::vector<Criterion> criteria;
  double pass_share = 0;
  double hold_share = 0;
  int quorum = 0;
  SHOPPER_FIELDS(PutRubric, id, criteria, pass_share, hold_share, quorum)
};
struct PutInterviewSlot {
  std::string id;
  std::string programme_id;
  Instant starts_at;
  Instant ends_at;
  std::string place;
  int capacity = 0;
  std::vector<std::string> committee;
  SHOPPER_FIELDS(PutInterviewSlot, id, programme_id, starts_at, ends_at, place, capacity, committee)
};
struct PutInterview {
  std::string id;
  std::string application_id;
  std::string slot_id;
  SHOPPER_FIELDS(PutInterview, id, application_id, slot_id)
};
struct ScoreInterview {
  std::string id;
  std::map<std::string, int> points;
  std::string note;
  SHOPPER_FIELDS(ScoreInterview, id, points, note)
};
struct RecuseFromInterview {
  std::string id;
  std::string reason;
  SHOPPER_FIELDS(RecuseFromInterview, id, reason)
};
struct ConcludeInterview {
  std::string id;
  std::int64_t expected_version = 0;
  InterviewOutcome outcome = InterviewOutcome::unspecified;
  std::string reason;
  SHOPPER_FIELDS(ConcludeInterview, id, expected_version, outcome, reason)
};
struct CancelInterview {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(CancelInterview, id, expected_version, reason)
};
// An interview with its scores, as far as the reader may see them.
struct InterviewView : Interview {
  std::vector<InterviewScore> scores;
  SHOPPER_FIELDS(InterviewView, id, version, programme_id, application_id, slot_id, state, outcome, rubric_outcome, share, rubric_version, reason,
                 recused, scored, scores, starts_at)
};

Result<Rubric> put_rubric(Unit& unit, const PutRubric& input);
Result<Rubric> get_rubric(Unit& unit, const ById& input);
Result<InterviewSlot> put_interview_slot(Unit& unit, const PutInterviewSlot& input);
Result<Page<InterviewSlot>> list_interview_slots(Unit& unit, const ListOfProgramme& input);
Result<InterviewView> put_interview(Unit& unit, const PutInterview& input);
Result<InterviewView> get_interview(Unit& unit, const ById& input);
Result<Page<InterviewView>> list_interviews_page(Unit& unit, const ListByState& input);
Result<InterviewScore> score_interview(Unit& unit, const ScoreInterview& input);
Result<InterviewView> recuse_from_interview(Unit& unit, const RecuseFromInterview& input);
Result<InterviewView> conclude_interview(Unit& unit, const ConcludeInterview& input);
Result<InterviewView> cancel_interview(Unit& unit, const CancelInterview& input);

// The interview as this actor may see it: scores only when concluded (a member sees her own); the candidate neither scores nor names.
InterviewView view_of(Unit& unit, const Interview& interview);
Result<Interview> load_interview(Unit& unit, const std::string& id);
// Frees the slot's place.
void free_place(Unit& unit, const std::string& slot_id);

}  // namespace shopper::selection
