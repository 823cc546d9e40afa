// The Qatar ID number: eleven digits stating century, year of birth and nationality when issued (ISO 3166 numeric). It has no check digit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shopper::registration {

struct QidFacts {
  int birth_year = 0;
  std::string country;   // ISO 3166 numeric, three digits
};

// Maps Arabic-Indic digits to 0-9 and drops white space and hyphens.
std::string normalised_qid(std::string_view text);
// The facts it states, or nothing when the structure is wrong. Takes a normalised QID.
std::optional<QidFacts> read_qid(std::string_view qid);
// "276*****934": enough to recognise, not enough to use.
std::string masked_qid(std::string_view qid);

}  // namespace shopper::registration
