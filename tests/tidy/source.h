// The source tree as tests read it.
#pragma once

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace shopper::tidy {

inline const std::filesystem::path root = SHOPPER_SOURCE_DIR;

// All of a file; `path` may be relative to the root.
inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(root / path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace shopper::tidy
