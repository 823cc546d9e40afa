// Content-addressed files: written aside, flushed, and renamed into place, so that a name never means half a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"

namespace shopper::evaluation {

// A file written and flushed under a temporary name, which goes with it; what was kept stays.
class IncomingFile {
 public:
  explicit IncomingFile(std::string path) : path_(std::move(path)) {}
  ~IncomingFile();
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  Result<Done> keep_as(const std::string& path);

 private:
  const std::string path_;
};

Result<std::shared_ptr<IncomingFile>> receive_file(const std::string& directory, const std::string& sha256, std::string_view content);
// Temporary files of a process that ended in the middle; their names begin with the SHA-256 under which they may have been kept.
std::vector<std::string> interrupted_files(const std::string& directory);
std::string evidence_path(const std::string& directory, const std::string& sha256);
Result<std::string> read_file(const std::string& path);

}  // namespace shopper::evaluation
