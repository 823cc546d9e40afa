// A zip archive in memory, read within limits.
#pragma once

#include <zip.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"

namespace shopper::evaluation::import {

class Archive {
 public:
  static Result<Archive> open(std::string_view bytes);

  const std::vector<std::string>& names() const { return names_; }
  bool has(const std::string& name) const { return zip_name_locate(zip_.get(), name.c_str(), 0) >= 0; }
  // The unpacked entry; refused when absent, encrypted or over a limit.
  Result<std::string> read(const std::string& name);

 private:
  struct Close {
    void operator()(zip_t* zip) const { zip_discard(zip); }
  };
  std::unique_ptr<zip_t, Close> zip_;
  std::vector<std::string> names_;
  std::size_t unpacked_bytes_ = 0;
};

Error unreadable_workbook(std::string code, Text text);

}  // namespace shopper::evaluation::import
