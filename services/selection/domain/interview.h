// Interviews: slots, the versioned rubric, scores locked before discussion, the outcome.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/base/lifecycle.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

namespace shopper::selection {

SHOPPER_ENUM(InterviewState, booked, held, concluded, cancelled)
SHOPPER_ENUM(InterviewCommand, score, conclude, hold, cancel)
SHOPPER_ENUM(InterviewOutcome, unspecified, pass, hold, fail)

struct Criterion {
  std::string code;
  Text label;
  int max = 5;
  SHOPPER_FIELDS(Criterion, code, label, max)
};

struct Rubric {
  std::string id;   // the programme's
  std::int64_t version = 1;
  std::vector<Criterion> criteria;
  double pass_share = 0.6;
  double hold_share = 0.5;
  int quorum = 3;
  SHOPPER_FIELDS(Rubric, id, version, criteria, pass_share, hold_share, quorum)
};

struct InterviewSlot {
  std::string id;
  std::string programme_id;
  Instant starts_at;
  Instant ends_at;
  std::string place;
  int capacity = 1;
  int booked = 0;
  std::vector<std::string> committee;
  SHOPPER_FIELDS(InterviewSlot, id, programme_id, starts_at, ends_at, place, capacity, booked, committee)
};

struct InterviewScore {
  std::string id;
  std::string interview_id;
  std::string member;
  std::map<std::string, int> points;
  std::string note;
  Instant locked_at;
  SHOPPER_FIELDS(InterviewScore, id, interview_id, member, points, note, locked_at)
};

struct Interview {
  std::string id;
  std::int64_t version = 1;
  std::string programme_id;
  std::string application_id;
  std::string slot_id;
  InterviewState state = InterviewState::booked;
  InterviewOutcome outcome = InterviewOutcome::unspecified;
  InterviewOutcome rubric_outcome = InterviewOutcome::unspecified;
  double share = 0;
  std::int64_t rubric_version = 0;
  std::string reason;
  std::vector<std::string> recused;
  int scored = 0;
  Instant starts_at;
  SHOPPER_FIELDS(Interview, id, version, programme_id, application_id, slot_id, state, outcome, rubric_outcome, share, rubric_version, reason,
                 recused, scored, starts_at)
};

const Lifecycle<InterviewState, InterviewCommand>& interview_lifecycle();

// The bureau's rubric: credibility, responsibility, public interest (ELI-03).
Rubric default_rubric(std::string programme_id);
Result<Done> check_rubric(const Rubric& rubric);
Result<Done> check_slot(const InterviewSlot& slot);
Result<Done> check_points(const Rubric& rubric, const std::map<std::string, int>& points);
// The attained share of the attainable points over all locked scores.
double attained_share(const Rubric& rubric, const std::vector<InterviewScore>& scores);
InterviewOutcome rubric_outcome(const Rubric& rubric, double share);

}  // namespace shopper::selection
