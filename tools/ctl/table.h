// A CSV file of the bureau, checked as a whole: every wrong cell is reported, with file, row and column.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/domain/sheet.h"

namespace shopperctl {

// One thing that is wrong in a file. Row 0: the file as a whole; row 1 holds the column names.
struct FileProblem {
  std::string file;
  int row = 0;
  std::string column;
  std::string reason;
};

enum class Kind { text, date, time, integer, yes_no, one_of };

struct Column {
  std::string name;
  Kind kind = Kind::text;
  bool needed = true;                      // the column must be there
  bool filled = true;                      // and every cell of it filled
  std::vector<std::string> choices = {};   // for one_of
};

class Table {
 public:
  class Row {
   public:
    Row(const Table& table, const shopper::evaluation::domain::SheetRow& row) : table_(table), row_(row) {}
    // The trimmed cell; "" when the column is not there.
    std::string text(const std::string& column) const;
    int number() const { return row_.number; }
    const Table& table() const { return table_; }

   private:
    const Table& table_;
    const shopper::evaluation::domain::SheetRow& row_;
  };

  // Reads and checks the file. `open_columns`: further columns are allowed (an answer sheet's questions).
  static Table read(const std::string& directory, const std::string& file, const std::vector<Column>& columns, bool open_columns, std::vector<FileProblem>& problems);

  const std::string& file() const { return file_; }
  // False when there is nothing to look into: the file is missing, empty or no table.
  bool readable() const { return !columns_.empty(); }
  std::size_t size() const { return rows_.size(); }
  Row row(std::size_t index) const { return {*this, rows_[index]}; }
  bool has(const std::string& column) const { return columns_.contains(column); }
  // Names of the columns beyond the known ones, in file order.
  const std::vector<std::string>& further_columns() const { return further_; }

 private:
  std::string file_;
  std::map<std::string, std::size_t> columns_;
  std::vector<std::string> further_;
  std::vector<shopper::evaluation::domain::SheetRow> rows_;
};

// Tells all problems on standard error, and with `json` on standard output too; `consequence` ends the list.
void print_problems(const std::vector<FileProblem>& problems, const std::string& consequence, bool json);
// What is wrong with a cell that should hold a whole number, or ""; an empty cell is none.
std::string wrong_integer(const std::string& cell);
// Reads a whole file; nothing when it cannot be read.
std::optional<std::string> read_file(const std::string& path);
// "a; b" -> {"a", "b"}.
std::vector<std::string> split_list(const std::string& text);

}  // namespace shopperctl
