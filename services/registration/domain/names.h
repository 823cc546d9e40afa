// Folding of names and addresses for duplicate detection: never shown, only compared.
#pragma once

#include <string>
#include <string_view>

namespace shopper::registration {

// Unicode NFKC and case folding; Arabic: alef forms to bare alef, alef maqsura to ya, ta marbuta to ha, no diacritics, no tatweel;
// punctuation becomes space, runs of space one.
std::string folded(std::string_view text);

}  // namespace shopper::registration
