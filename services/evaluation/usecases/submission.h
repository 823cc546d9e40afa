// What makes a sheet complete: shared by the one-step submission, the submission of a draft, and resubmission.
#pragma once

#include "evaluation/usecases/evaluations.h"

namespace shopper::evaluation {

// Validates everything about the sheet and fills what follows from it (canonical answers, scores, flags), in the order:
// every wrong field at once, then the rules. Saves nothing.
Result<domain::Evaluation> complete_sheet(Unit& unit, const domain::CompiledForm& form, domain::Evaluation evaluation, const domain::Answers& answers,
                                          const domain::Assignment* mission);

// Moves a complete sheet and its mission to submitted, and saves both.
Result<domain::Evaluation> commit_submission(Unit& unit, domain::Evaluation evaluation, std::optional<domain::Assignment> mission, bool exists);

Result<UsableForm> form_of(Context& context, Unit& unit, const domain::Evaluation& evaluation);

}  // namespace shopper::evaluation
