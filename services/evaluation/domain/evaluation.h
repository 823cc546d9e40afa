// One evaluation of one experience, from the draft to the locked result.
#pragma once

#include "evaluation/domain/assignment.h"
#include "evaluation/domain/compiled_form.h"
#include "platform/base/raw_json.h"

namespace shopper::evaluation::domain {

SHOPPER_ENUM(EvaluationState, draft, submitted, returned, resubmitted, in_review, on_hold, approved, rejected, excluded, released, appealed, upheld, amended, annulled, locked)
SHOPPER_ENUM(EvaluationCommand, save, submit, take_up, hold, return_to_author, resubmit, approve, reject, exclude, release, appeal, uphold, amend, annul, lock)
SHOPPER_ENUM(Mode, organic, mission)

struct Evaluation {
  std::string id;                  // UUID made by the client
  std::string result_id;           // under which it is released: tells neither its time nor its id; "" before
  std::string programme_id;
  std::string shopper;
  std::string assignment_id;       // "" for organic
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string form_id;
  std::int64_t form_version = 0;
  EvaluationState state = EvaluationState::draft;
  Mode mode = Mode::organic;
  Purpose purpose = Purpose::baseline;
  std::string recommendation_id;
  Date visited_on;
  Instant visit_ended_at;          // optional; gives the reporting delay
  RawJson answers;                 // canonical JSON object
  std::optional<double> score;
  std::vector<DimensionScore> dimensions;
  std::vector<std::string> flags;  // LATE, REPORT_DELAYED, TELLS_OF_AUTHOR
  std::int64_t revision = 1;       // of the content: rises with every resubmission and amendment
  bool imported = false;
  Instant created_at;
  Instant submitted_at;
  Instant released_at;
  Instant changed_at;
  std::int64_t version = 1;
  SHOPPER_FIELDS(Evaluation, id, result_id, programme_id, shopper, assignment_id, entity_id, branch_id, service_id, channel, form_id, form_version, state, mode,
                 purpose, recommendation_id, visited_on, visit_ended_at, answers, score, dimensions, flags, revision, imported, created_at,
                 submitted_at, released_at, changed_at, version)
};

const Lifecycle<EvaluationState, EvaluationCommand>& evaluation_lifecycle();

// The fields (as pointers) in which what is sent differs from what is kept; a retry sends the same content.
FieldErrors differences(const Evaluation& kept, const Evaluation& sent);

// The day of the visit: not in the future, not too long ago.
void check_visit(const Evaluation& evaluation, Instant now, const Policy& policy, FieldErrors& errors);

// What reviewers should know about the report itself.
std::vector<std::string> submission_flags(const Evaluation& evaluation, const Assignment* mission, Instant now, const Policy& policy);

// Times are coarsened to the month for everybody outside this service (PRV-01).
std::string month_of(Date date);

}  // namespace shopper::evaluation::domain
