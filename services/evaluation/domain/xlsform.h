// Reads a form from the sheets of an XLSForm: survey, choices, settings.
//
// Languages are Arabic and English (`label::Arabic (ar)`, `label::English (en)`). Columns of ours: in `survey`
// `dimension`, `worst`, `best` (or `min`, `max`) and `weight`; in `choices` `score` (empty or "na": not applicable).
// A select question is scored when its choices have scores, a number when it has `best` or `max`.
#pragma once

#include "evaluation/domain/form.h"
#include "evaluation/domain/sheet.h"

namespace shopper::evaluation::domain {

// The form, or every problem at `/<sheet>/<row>/<column>`.
Result<FormDefinition> read_xlsform(const std::vector<Sheet>& sheets);

}  // namespace shopper::evaluation::domain
