// The one way to write a CSV file (RFC 4180) that people will open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shopper::render {

// A cell that a spreadsheet would take for a formula gets an apostrophe in front, and shows as the text it is. Numbers stay numbers.
std::string csv_cell(std::string_view text);
// A record with its line end.
std::string csv_record(const std::vector<std::string>& cells);

}  // namespace shopper::render
