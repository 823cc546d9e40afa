// The trail of quality control: every step with its actor and reason, and the queries that go back to the author.
#pragma once

#include "evaluation/domain/evaluation.h"

namespace shopper::evaluation::domain {

// A query, or the reply to it, as it is sent.
struct AboutQuestion {
  std::string question;
  std::string text;
  SHOPPER_FIELDS(AboutQuestion, question, text)
};

struct ReviewQuery {
  std::string question;
  std::string text;
  std::string reply;
  SHOPPER_FIELDS(ReviewQuery, question, text, reply)
};

struct Review {
  std::string id;
  std::string evaluation_id;
  std::int64_t evaluation_version = 0;   // after the step: the order of the trail
  std::string action;              // name of the EvaluationCommand
  EvaluationState from_state = EvaluationState::draft;
  EvaluationState to_state = EvaluationState::draft;
  std::string reviewer;            // never shown to the author
  std::string reason;
  std::vector<ReviewQuery> queries;
  Date due_on;                     // for the answers to queries
  Instant at;
  SHOPPER_FIELDS(Review, id, evaluation_id, evaluation_version, action, from_state, to_state, reviewer, reason, queries, due_on, at)
};

// What an evaluation said before it was changed; nothing that was submitted is ever lost.
struct Revision {
  std::string evaluation_id;
  std::int64_t revision = 1;
  RawJson answers;
  std::optional<double> score;
  std::vector<DimensionScore> dimensions;
  std::string cause;               // resubmit, amend
  Instant replaced_at;
  SHOPPER_FIELDS(Revision, evaluation_id, revision, answers, score, dimensions, cause, replaced_at)
};

// Queries must ask about questions of the form, in words that name nobody.
Result<Done> check_queries(const std::vector<AboutQuestion>& queries, const FormDefinition& form);

// Puts each reply to the query of the same question; a query without a reply, or the reverse, is an error.
Result<Done> apply_replies(std::vector<ReviewQuery>& queries, const std::vector<AboutQuestion>& replies);

// The government working day `days` after `from`.
Date working_days_later(Date from, std::int64_t days);

}  // namespace shopper::evaluation::domain
