// A program run by a test, as an operator would: its exit code and what it printed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace shopper::test {

class Process {
 public:
  // Standard output goes to `log`, standard error too unless it has a file of its own.
  Process(const std::filesystem::path& program, std::vector<std::string> arguments, std::filesystem::path log, const std::filesystem::path& errors = {});
  // Kills it when it still runs.
  ~Process();
  Process(const Process&) = delete;

  // The exit code (128 + signal when it was killed), or nothing while it runs.
  std::optional<int> ended();
  // The exit code; throws when it still runs after `limit`.
  int wait(std::chrono::seconds limit = std::chrono::seconds(60));
  // As the kernel would.
  void kill() const;
  std::string output() const;

 private:
  const std::filesystem::path log_;
  pid_t pid_;
  std::optional<int> code_;
};

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& bytes);

}  // namespace shopper::test
