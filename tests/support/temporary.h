// What tests of several services need: a directory that goes away, a bounded wait, a printed seed.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <thread>

namespace shopper::testing {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "shopper-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string url(const std::string& name) const { return "sqlite://" + file(name); }
  std::string socket(const std::string& name) const { return "unix:" + file(name); }
  // The bytes of every file below: what somebody finds who takes the disk.
  std::string contents() const {
    std::ostringstream bytes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_))
      if (entry.is_regular_file() && entry.file_size() > 0) bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    return bytes.str();
  }

 private:
  std::string path_;
};

// Whether `holds` becomes true before the time is up; generous, for a busy machine is no failure.
inline bool await(const std::function<bool()>& holds, int timeout_ms = 20'000) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// The seed of a property test: new each time, printed, repeatable with SHOPPER_TEST_SEED.
inline std::uint64_t seed(const char* what) {
  const char* given = std::getenv("SHOPPER_TEST_SEED");
  const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << what << ": SHOPPER_TEST_SEED=" << value << "\n";
  return value;
}

}  // namespace shopper::testing
