// What happened in a run: every step with its outcome, as one number, and on demand as text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shopper::simulation {

class Trace {
 public:
  explicit Trace(bool keep_lines) : keep_lines_(keep_lines) {}
  void note(std::string_view line) {
    for (const char c : line) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
    hash_ = (hash_ ^ '\n') * 1'099'511'628'211ULL;
    if (keep_lines_) lines_.emplace_back(line);
  }
  std::uint64_t hash() const { return hash_; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  const bool keep_lines_;
  std::uint64_t hash_ = 14'695'981'039'346'656'037ULL;
  std::vector<std::string> lines_;
};

}  // namespace shopper::simulation
