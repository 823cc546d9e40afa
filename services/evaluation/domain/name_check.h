// Free text must not name or identify people (PRV-02): a title followed by a name, an e-mail address, a long number.
#pragma once

#include <string_view>

#include "platform/base/text.h"

namespace shopper::evaluation::domain {

// A linear scan with few false alarms rather than full recall: reviewers still read every text.
bool names_person(std::string_view text);
Text name_refused();

}  // namespace shopper::evaluation::domain
