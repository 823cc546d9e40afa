// Answers <-> the JSON object in which they travel and are kept.
#pragma once

#include "evaluation/domain/answers.h"
#include "platform/base/error.h"
#include "platform/base/raw_json.h"

namespace shopper::evaluation {

// Numbers, texts and lists of texts by question name; anything else is refused at its pointer. Empty means no answers yet.
Result<domain::Answers> parse_answers(const RawJson& json);
RawJson dump_answers(const domain::Answers& answers);

}  // namespace shopper::evaluation
