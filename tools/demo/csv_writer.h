// Rows of a CSV file.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/render/csv.h"

namespace shopper::demo {

class CsvWriter {
 public:
  explicit CsvWriter(const std::string& path) : file_(path, std::ios::binary) {
    if (!file_) throw std::runtime_error("cannot write " + path);
  }
  void row(const std::vector<std::string>& cells) { file_ << render::csv_record(cells); }

 private:
  std::ofstream file_;
};

}  // namespace shopper::demo
