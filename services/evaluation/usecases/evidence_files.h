// Content-addressed files: written aside, flushed, and renamed into place, so that a name never means half a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"

namespace shopper::evaluation {

// A file written and flushed under a temporary name. That goes with it, unless it was kept: then it stays as the mark of a file whose row may not have
// been committed, until somebody has looked (placed_files).
class IncomingFile {
 public:
  explicit IncomingFile(std::string path) : path_(std::move(path)) {}
  ~IncomingFile();
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  Result<Done> keep_as(const std::string& path);

 private:
  const std::string path_;
  bool kept_ = false;
};

Result<std::shared_ptr<IncomingFile>> receive_file(const std::string& directory, const std::string& sha256, std::string_view content);
// Of all temporary files, for a start; of those that were kept since and whose command is over. Their names begin with the SHA-256 under which they may have been kept.
std::vector<std::string> interrupted_files(const std::string& directory);
std::vector<std::string> placed_files(const std::string& directory, std::size_t limit);
std::string evidence_path(const std::string& directory, const std::string& sha256);
Result<std::string> read_file(const std::string& path);

}  // namespace shopper::evaluation
