#include "platform/render/csv.h"

#include <algorithm>

namespace shopper::render {
namespace {

bool is_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.front() >= '0' && text.front() <= '9' && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == ' '; });
}

// Spreadsheets also look past blanks and invisible characters, and take the full-width signs for the plain ones.
bool begins_formula(std::string_view text) {
  for (bool skipped = true; skipped;) {
    skipped = false;
    for (const std::string_view blank : {" ", "\n", "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xef\xbb\xbf"})
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        skipped = true;
      }
  }
  if (text.empty()) return false;
  if (std::string_view("=+-@\t\r|%").find(text.front()) != std::string_view::npos || text.front() == '\0') return true;
  for (const std::string_view wide : {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0", "\xe2\x88\x92"})   // the full-width = + - @, and the minus sign
    if (text.starts_with(wide)) return true;
  return false;
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell = begins_formula(text) && !is_number(text) ? "'" : "";
  cell.append(text);
  if (cell.find_first_of(std::string_view(",;\"\r\n\t\0", 7)) == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_record(const std::vector<std::string>& cells) {
  std::string record;
  for (std::size_t i = 0; i < cells.size(); ++i) record.append(i ? "," : "").append(csv_cell(cells[i]));
  return record + "\r\n";
}

}  // namespace shopper::render
