// Content-addressed files: written aside, flushed, and renamed into place, so that a name never means half a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/base/error.h"

namespace shopper::evaluation {

// A file written and flushed under a temporary name; removed again unless it is kept.
class IncomingFile {
 public:
  explicit IncomingFile(std::string path) : path_(std::move(path)) {}
  ~IncomingFile();
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  Result<Done> keep_as(const std::string& path);

 private:
  std::string path_;
};

Result<std::shared_ptr<IncomingFile>> receive_file(const std::string& directory, std::string_view content);
std::string evidence_path(const std::string& directory, const std::string& sha256);
Result<std::string> read_file(const std::string& path);

}  // namespace shopper::evaluation
