// a migration that was released never changes: stores out there were made by it. `sha256sum *.sql > released.sha256` with each release.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "platform/crypto/hash.h"
#include "tests/tidy/source.h"

using namespace shopper::tidy;

namespace {

namespace fs = std::filesystem;

// Hash by file, as sha256sum writes them.
std::map<std::string, std::string> released(const fs::path& directory) {
  std::map<std::string, std::string> hashes;
  std::istringstream lines(text_of(directory / "released.sha256"));
  for (std::string hash, name; lines >> hash >> name;) hashes[name] = hash;
  return hashes;
}

std::vector<std::string> steps(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == ".sql") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// "0003_"
std::string numbered(std::size_t n) {
  const auto number = std::to_string(n);
  return std::string(4 - number.size(), '0') + number + "_";
}

// What is wrong with the directory; "" when nothing is.
std::string complaint(const fs::path& directory) {
  const auto hashes = released(directory);
  if (hashes.empty()) return "nothing is released";
  const auto names = steps(directory);
  for (const auto& [name, hash] : hashes) {
    if (std::find(names.begin(), names.end(), name) == names.end()) return name + " was released and is gone";
    if (shopper::crypto::sha256_hex(text_of(directory / name)) != hash) return name + " was released and has changed: add a step of your own instead";
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].starts_with(numbered(i + 1))) return names[i] + " is not " + numbered(i + 1);
    if (!hashes.contains(names[i]) && names[i] < hashes.rbegin()->first) return names[i] + " comes before a released step";
  }
  return "";
}

}  // namespace

TEST_CASE("R-16 released migrations are as they were released, and new ones come after them") {
  int looked_at = 0;
  for (const auto& entry : fs::directory_iterator(root / "services")) {
    const auto directory = entry.path() / "store" / "migrations";
    if (!fs::exists(directory)) continue;
    INFO(directory);
    CHECK(complaint(directory) == "");
    ++looked_at;
  }
  CHECK(looked_at == 6);
}

TEST_CASE("R-16 a released migration that was changed, or is gone, is found") {
  auto name = (fs::temp_directory_path() / "shopper-migrations-XXXXXX").string();
  const fs::path copy = ::mkdtemp(name.data());
  fs::copy(root / "services" / "recommendation" / "store" / "migrations", copy, fs::copy_options::recursive);
  CHECK(complaint(copy) == "");
  std::ofstream(copy / (numbered(steps(copy).size() + 1) + "next.sql")) << "create table next (id integer primary key) strict;";
  CHECK(complaint(copy) == "");
  std::ofstream(copy / "0002_second_looks.sql", std::ios::app) << " ";
  CHECK(complaint(copy).find("0002_second_looks.sql was released and has changed") == 0);
  fs::remove(copy / "0002_second_looks.sql");
  CHECK(complaint(copy) == "0002_second_looks.sql was released and is gone");
  fs::remove_all(copy);
}

TEST_CASE("R-16 every service has a store of a schema before the present one to upgrade from") {
  for (const auto& entry : fs::directory_iterator(root / "services"))
    if (entry.path().filename() != "platform" && fs::exists(entry.path() / "store" / "migrations")) {
      const auto kept = root / "tests" / "operations" / "previous" / (entry.path().filename().string() + ".sql");
      INFO(kept);
      CHECK(fs::exists(kept));
    }
}
