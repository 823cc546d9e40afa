// Reads a workbook - .xlsx, a zip of CSV files, or stacked CSV - into plain sheets. What the bytes are is decided by the
// bytes; every size is bounded before memory is taken, so a zip bomb costs nothing.
#pragma once

#include <string_view>
#include <vector>

#include "evaluation/domain/sheet.h"
#include "platform/base/error.h"

namespace shopper::evaluation::import {

namespace limits {
inline constexpr std::size_t max_archive_entries = 256;
inline constexpr std::size_t max_part_bytes = 4u << 20;
inline constexpr std::size_t max_unpacked_bytes = 12u << 20;
inline constexpr std::size_t max_sheets = 32;
}  // namespace limits

Result<std::vector<domain::Sheet>> read_workbook(std::string_view bytes);

}  // namespace shopper::evaluation::import
