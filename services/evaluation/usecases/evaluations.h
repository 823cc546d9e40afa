// Evaluations: writing, submitting, reviewing, releasing, reading.
#pragma once

#include "evaluation/usecases/context.h"
#include "evaluation/usecases/shared.h"
#include "platform/usecase/document_part.h"

namespace shopper::evaluation {

struct PutEvaluation {
  std::string id;
  std::string programme_id;
  std::string assignment_id;
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string form_id;
  std::int64_t form_version = 0;
  Date visited_on;
  Instant visit_ended_at;
  RawJson answers;
  bool submit = false;
  std::optional<domain::Mode> mode;
  domain::Answers parsed;          // by prepare_put_evaluation
  SHOPPER_FIELDS(PutEvaluation, id, programme_id, assignment_id, entity_id, branch_id, service_id, channel, form_id, form_version, visited_on,
                 visit_ended_at, answers, submit, mode)
};
struct ResubmitEvaluation {
  std::string id;
  RawJson answers;                 // empty: unchanged
  std::vector<domain::AboutQuestion> replies;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(ResubmitEvaluation, id, answers, replies, expected_version)
};
struct ReviewStep {
  std::string id;
  std::string reason;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(ReviewStep, id, reason, expected_version)
};
struct ReturnEvaluation {
  std::string id;
  std::string reason;
  std::vector<domain::AboutQuestion> queries;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(ReturnEvaluation, id, reason, queries, expected_version)
};
struct ListEvaluations {
  std::string programme_id;
  std::optional<domain::EvaluationState> state;
  std::string entity_id;
  std::string assignment_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListEvaluations, programme_id, state, entity_id, assignment_id, limit, cursor)
};
struct ExportEvaluations {
  std::string programme_id;
  std::string entity_id;           // "" for all
  std::string after;               // the id of the last row that is there already; "" for all
  std::string cursor;
  SHOPPER_FIELDS(ExportEvaluations, programme_id, entity_id, after, cursor)
};
struct Reviews {
  std::vector<domain::Review> items;
  SHOPPER_FIELDS(Reviews, items)
};

Result<Done> prepare_put_evaluation(const Actor& actor, PutEvaluation& in);
// Creates or replaces a draft, or submits in one step; a repetition gives the first answer.
Result<EvaluationView> put_evaluation(Context& context, Unit& unit, const PutEvaluation& in);
Result<EvaluationView> submit_evaluation(Context& context, Unit& unit, const ByIdAndVersion& in);
Result<EvaluationView> resubmit_evaluation(Context& context, Unit& unit, const ResubmitEvaluation& in);

Result<EvaluationView> take_up_evaluation(Unit& unit, const ReviewStep& in);
Result<EvaluationView> hold_evaluation(Unit& unit, const ReviewStep& in);
Result<EvaluationView> return_evaluation(Context& context, Unit& unit, const ReturnEvaluation& in);
Result<EvaluationView> approve_evaluation(Unit& unit, const ReviewStep& in);
Result<EvaluationView> reject_evaluation(Unit& unit, const ReviewStep& in);
Result<EvaluationView> exclude_evaluation(Unit& unit, const ReviewStep& in);
Result<EvaluationView> release_evaluation(Context& context, Unit& unit, const ReviewStep& in);
Result<EvaluationView> lock_evaluation(Unit& unit, const ReviewStep& in);

Result<EvaluationView> get_evaluation(Unit& unit, const ById& in);
Result<Page<EvaluationView>> list_evaluations(Unit& unit, const ListEvaluations& in);
Result<DocumentPart> export_evaluations(Unit& unit, const ExportEvaluations& in);
Result<Reviews> list_reviews(Unit& unit, const ById& in);

// The decision of an appeal, as recommendation tells it.
Result<Done> file_appeal(Unit& unit, const std::string& result_id, const std::string& appeal_id);
Result<Done> decide_appeal(Context& context, Unit& unit, const std::string& result_id, const std::string& appeal_id, const std::string& outcome,
                           const domain::Answers& corrections);

// One step of quality control with its trail; saves the evaluation.
Result<domain::Evaluation> step(Unit& unit, domain::Evaluation evaluation, domain::EvaluationCommand command, const std::string& reason,
                                std::vector<domain::ReviewQuery> queries = {}, Date due_on = {});

// Keeps what the evaluation said, before its content is replaced.
void keep_revision(Unit& unit, const domain::Evaluation& evaluation, const std::string& cause);

// The id under which others know the evaluation. Its own carries the millisecond in which the author's client made it.
std::string opaque_result_id(const Context& context, const std::string& evaluation_id);

// The shopper as the entity's results know him or her: the same within one entity, unlinkable across entities (PRV-01).
std::string pairwise_pseudonym(const Context& context, const domain::Evaluation& evaluation);

}  // namespace shopper::evaluation
