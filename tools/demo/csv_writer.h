// Rows of a CSV file, quoted where needed.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace shopper::demo {

class CsvWriter {
 public:
  explicit CsvWriter(const std::string& path) : file_(path, std::ios::binary) {
    if (!file_) throw std::runtime_error("cannot write " + path);
  }
  void row(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) file_ << (i ? "," : "") << quoted(cells[i]);
    file_ << "\r\n";
  }

 private:
  static std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string out = "\"";
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    return out + '"';
  }
  std::ofstream file_;
};

}  // namespace shopper::demo
