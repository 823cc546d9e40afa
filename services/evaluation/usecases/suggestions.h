// Proposals for improvement, and the figures of quality control.
#pragma once

#include "evaluation/usecases/shared.h"

namespace shopper::evaluation {

struct CreateSuggestion {
  std::string programme_id, entity_id, service_id, problem, cause, idea, expected_effect;
  SHOPPER_FIELDS(CreateSuggestion, programme_id, entity_id, service_id, problem, cause, idea, expected_effect)
};
struct ListSuggestions {
  std::string programme_id;
  std::string entity_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListSuggestions, programme_id, entity_id, limit, cursor)
};
Result<domain::Suggestion> create_suggestion(Unit& unit, const CreateSuggestion& in);
Result<Page<domain::Suggestion>> list_suggestions(Unit& unit, const ListSuggestions& in);

struct OfProgramme {
  std::string programme_id;
  SHOPPER_FIELDS(OfProgramme, programme_id)
};
struct QualitySummary {
  std::vector<domain::StateCount> evaluations;
  std::vector<domain::StateCount> assignments;
  std::int64_t late = 0, delayed = 0, returned = 0;
  std::optional<double> mean_score;
  SHOPPER_FIELDS(QualitySummary, evaluations, assignments, late, delayed, returned, mean_score)
};
Result<QualitySummary> quality_summary(Unit& unit, const OfProgramme& in);

}  // namespace shopper::evaluation
