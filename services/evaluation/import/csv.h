// CSV as RFC 4180 has it (quotes doubled inside quotes, CRLF or LF), UTF-8 with or without a byte order mark.
#pragma once

#include <string_view>
#include <vector>

#include "evaluation/domain/sheet.h"
#include "platform/base/error.h"

namespace shopper::evaluation::import {

namespace limits {
inline constexpr std::size_t max_rows = 20'002;
inline constexpr std::size_t max_columns = 200;
inline constexpr std::size_t max_cell_bytes = 32'768;
inline constexpr std::size_t max_cells = 400'000;
}  // namespace limits

// A row's number is the one a spreadsheet would show: records, not lines.
Result<domain::Sheet> read_csv(std::string_view text, std::string sheet_name);

// All sheets in one CSV file: a row with only its first cell filled names the sheet, whose rows leave that cell empty.
Result<std::vector<domain::Sheet>> read_stacked_csv(std::string_view text);

}  // namespace shopper::evaluation::import
