// Free text must not name or identify people (PRV-02): a title or "his name is" followed by a name, a common given name, an e-mail address, a long
// number. And texts in which authors tell of themselves are for the analyst to read before anybody else does.
#pragma once

#include <string_view>

#include "platform/base/text.h"

namespace shopper::evaluation::domain {

// A linear scan with few false alarms rather than full recall: reviewers still read every text.
bool names_person(std::string_view text);
Text name_refused();
// "I work here", "my son's school", "as a regular": remarks by which those who know the author would know whose report it is. A hint, no refusal.
bool tells_of_its_author(std::string_view text);

}  // namespace shopper::evaluation::domain
