// What people are told of methods and refusals, in both languages: one wording for the command's messages and the report.
#pragma once

#include <string>

#include "platform/base/text.h"
#include "selection/sortition/comparison.h"

namespace shopper::selection {

// Stable names, for programs: too_few_people, quotas_impossible, cap_impossible, not_resolved.
std::string refusal_code(sortition::Refusal refusal);
Text refusal_text(sortition::Refusal refusal);

// With its cap, as methods of one comparison differ by it.
Text method_name(const sortition::MethodFigures& figures);

}  // namespace shopper::selection
