// A table as it comes from a spreadsheet or a CSV file: text cells, with the row numbers people see.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shopper::evaluation::domain {

struct SheetRow {
  int number = 0;  // from 1, as shown in a spreadsheet
  std::vector<std::string> cells;
};

struct Sheet {
  std::string name;
  std::vector<SheetRow> rows;  // the first one holds the column names
};

inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A member of an RFC 6901 pointer.
inline std::string pointer_token(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

// Reads cells by column name (any of several, case-insensitive).
class SheetColumns {
 public:
  explicit SheetColumns(const Sheet& sheet) {
    if (sheet.rows.empty()) return;
    for (const auto& cell : sheet.rows.front().cells) {
      headings_.emplace_back(trimmed(cell));
      keys_.push_back(lowered(headings_.back()));
    }
  }

  std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const {
    for (const auto name : names)
      for (std::size_t i = 0; i < keys_.size(); ++i)
        if (keys_[i] == name) return i;
    return std::nullopt;
  }
  // `label::Arabic (ar)`, `label::ar` and `label::arabic` are all the Arabic label.
  std::optional<std::size_t> find_translation(std::string_view base, std::string_view tag, std::string_view language) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const std::string_view key = keys_[i];
      if (!key.starts_with(base) || !key.substr(base.size()).starts_with("::")) continue;
      const auto rest = trimmed(key.substr(base.size() + 2));
      if (rest == tag || rest == language || rest.ends_with("(" + std::string(tag) + ")")) return i;
    }
    return std::nullopt;
  }
  std::string_view cell(const SheetRow& row, std::optional<std::size_t> column) const {
    return column && *column < row.cells.size() ? trimmed(row.cells[*column]) : std::string_view{};
  }
  const std::vector<std::string>& headings() const { return headings_; }

 private:
  std::vector<std::string> headings_;
  std::vector<std::string> keys_;
};

inline bool blank(const SheetRow& row) { return std::ranges::all_of(row.cells, [](const std::string& cell) { return trimmed(cell).empty(); }); }

}  // namespace shopper::evaluation::domain
