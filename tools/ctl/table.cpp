#include "table.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "evaluation/import/csv.h"
#include "platform/base/time.h"

namespace shopperctl {
namespace {

using shopper::evaluation::domain::trimmed;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// What is wrong with a filled cell, or "".
std::string wrong(const Column& column, const std::string& cell) {
  switch (column.kind) {
    case Kind::text: return "";
    case Kind::date: return shopper::Date::parse(cell) ? "" : "not a date (YYYY-MM-DD): " + cell;
    case Kind::time: return shopper::Instant::parse(cell) ? "" : "not a time (RFC 3339, as 2022-06-07T10:00:00+03:00): " + cell;
    case Kind::integer: return wrong_integer(cell);
    case Kind::yes_no: return cell == "yes" || cell == "no" ? "" : "yes or no, not: " + cell;
    case Kind::one_of:
      return std::find(column.choices.begin(), column.choices.end(), cell) != column.choices.end() ? "" : "one of " + joined(column.choices) + ", not: " + cell;
  }
  return "";
}

}  // namespace

void print_problems(const std::vector<FileProblem>& problems, const std::string& consequence, bool json) {
  auto list = nlohmann::json::array();
  for (const auto& problem : problems) {
    list.push_back({{"file", problem.file}, {"row", problem.row}, {"column", problem.column}, {"reason", problem.reason}});
    std::cerr << problem.file;
    if (problem.row > 0) std::cerr << ", row " << problem.row;
    if (!problem.column.empty()) std::cerr << ", " << problem.column;
    std::cerr << ": " << problem.reason << "\n";
  }
  std::cerr << problems.size() << " problem(s); " << consequence << "\n";
  if (json) std::cout << nlohmann::json{{"problems", list}}.dump() << "\n";
}

std::string wrong_integer(const std::string& cell) {
  const bool digits = cell.size() <= 9 && std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? "" : "not a whole number: " + cell;
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ';');)
    if (const auto word = trimmed(part); !word.empty()) parts.emplace_back(word);
  return parts;
}

std::string Table::Row::text(const std::string& column) const {
  const auto found = table_.columns_.find(column);
  if (found == table_.columns_.end() || found->second >= row_.cells.size()) return {};
  return std::string(trimmed(row_.cells[found->second]));
}

Table Table::read(const std::string& directory, const std::string& file, const std::vector<Column>& columns, bool open_columns, std::vector<FileProblem>& problems) {
  Table table;
  table.file_ = file;
  const auto bytes = read_file(directory + "/" + file);
  if (!bytes) {
    problems.push_back({file, 0, "", "the file is missing or cannot be read"});
    return table;
  }
  auto sheet = shopper::evaluation::import::read_csv(*bytes, file);
  if (!sheet.ok()) {
    for (const auto& field : sheet.error().fields) {
      const auto slash = field.pointer.rfind('/');
      problems.push_back({file, std::atoi(field.pointer.c_str() + slash + 1), "", field.text.en});
    }
    return table;
  }
  if (sheet->rows.empty()) {
    problems.push_back({file, 1, "", "the first row must name the columns"});
    return table;
  }
  const auto& heads = sheet->rows.front().cells;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const std::string name(trimmed(heads[i]));
    if (name.empty()) continue;
    if (!table.columns_.emplace(name, i).second) problems.push_back({file, 1, name, "the column is there twice"});
    const bool known = std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
    if (!known && !open_columns) problems.push_back({file, 1, name, "unknown column"});
    if (!known) table.further_.push_back(name);
  }
  for (const auto& column : columns)
    if (column.needed && !table.columns_.contains(column.name)) problems.push_back({file, 1, column.name, "the column is missing"});
  for (std::size_t i = 1; i < sheet->rows.size(); ++i)
    if (!shopper::evaluation::domain::blank(sheet->rows[i])) table.rows_.push_back(std::move(sheet->rows[i]));
  for (std::size_t i = 0; i < table.rows_.size(); ++i) {
    const auto row = table.row(i);
    for (const auto& column : columns) {
      if (!table.has(column.name)) continue;
      const auto cell = row.text(column.name);
      if (cell.empty()) {
        if (column.needed && column.filled) problems.push_back({file, row.number(), column.name, "the cell is empty"});
      } else if (const auto reason = wrong(column, cell); !reason.empty()) {
        problems.push_back({file, row.number(), column.name, reason});
      }
    }
  }
  return table;
}

}  // namespace shopperctl
