#include "evaluation/import/csv.h"

#include "platform/base/url.h"
#include "platform/text/clean.h"

namespace shopper::evaluation::import {
namespace {

Error unreadable(const std::string& sheet, int row, std::string code, Text text) {
  FieldErrors errors;
  errors.add("/" + sheet + "/" + std::to_string(row), std::move(code), std::move(text));
  return std::move(errors.result().error());
}

}  // namespace

Result<domain::Sheet> read_csv(std::string_view text, std::string sheet_name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  domain::Sheet sheet{std::move(sheet_name), {}};
  std::size_t at = 0, cells = 0;
  while (at < text.size()) {
    domain::SheetRow row{static_cast<int>(sheet.rows.size()) + 1, {}};
    for (bool more = true; more;) {
      std::string cell;
      if (at < text.size() && text[at] == '"') {
        for (++at;; ++at) {
          if (at >= text.size()) return unreadable(sheet.name, row.number, "CSV_QUOTE_OPEN", {"علامة اقتباس لم تُغلق", "A quote is never closed"});
          if (text[at] != '"') cell += text[at];
          else if (at + 1 < text.size() && text[at + 1] == '"') cell += text[++at];
          else break;
          if (cell.size() > limits::max_cell_bytes) return unreadable(sheet.name, row.number, "CELL_TOO_LONG", {"خلية أطول من المسموح", "A cell is too long"});
        }
        ++at;
        if (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r')
          return unreadable(sheet.name, row.number, "CSV_QUOTE_STRAY", {"نص بعد علامة الاقتباس", "There is text after a closing quote"});
      } else {
        const auto end = std::min(text.find_first_of(",\r\n", at), text.size());
        cell = text.substr(at, end - at);
        at = end;
        if (cell.size() > limits::max_cell_bytes) return unreadable(sheet.name, row.number, "CELL_TOO_LONG", {"خلية أطول من المسموح", "A cell is too long"});
      }
      if (!valid_utf8(cell)) return unreadable(sheet.name, row.number, "NOT_UTF8", {"الملف ليس بترميز UTF-8", "The file is not UTF-8"});
      if (auto refusal = text::clean(cell, {text::Shape::paragraphs, limits::max_cell_bytes, 0})) return unreadable(sheet.name, row.number, refusal->code, std::move(refusal->text));
      row.cells.push_back(std::move(cell));
      if (row.cells.size() > limits::max_columns || ++cells > limits::max_cells)
        return unreadable(sheet.name, row.number, "TABLE_TOO_LARGE", {"الجدول أكبر من المسموح", "The table is too large"});
      more = at < text.size() && text[at] == ',';
      if (more) ++at;
    }
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') ++at;
    sheet.rows.push_back(std::move(row));
    if (sheet.rows.size() > limits::max_rows) return unreadable(sheet.name, static_cast<int>(sheet.rows.size()), "TOO_MANY_ROWS", {"صفوف أكثر من المسموح", "There are too many rows"});
  }
  return sheet;
}

Result<std::vector<domain::Sheet>> read_stacked_csv(std::string_view text) {
  SHOPPER_TRY(auto whole, read_csv(text, "csv"));
  std::vector<domain::Sheet> sheets;
  for (auto& row : whole.rows) {
    if (domain::blank(row)) continue;
    const auto first = domain::trimmed(row.cells.front());
    if (!first.empty()) {
      if (std::ranges::any_of(row.cells.begin() + 1, row.cells.end(), [](const auto& cell) { return !domain::trimmed(cell).empty(); }))
        return unreadable("csv", row.number, "SHEET_NAME_EXPECTED", {"المتوقع اسم الورقة وحده في الخلية الأولى", "Expected only the name of a sheet, in the first cell"});
      sheets.push_back({std::string(first), {}});
      continue;
    }
    if (sheets.empty()) return unreadable("csv", row.number, "SHEET_NAME_EXPECTED", {"المتوقع اسم الورقة في الخلية الأولى", "Expected the name of a sheet in the first cell"});
    row.cells.erase(row.cells.begin());
    sheets.back().rows.push_back(std::move(row));
  }
  return sheets;
}

}  // namespace shopper::evaluation::import
