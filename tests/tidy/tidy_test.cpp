// The layers of design: what must not include what, where SQL may stand, and how long a file may be.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/tidy/source.h"

using namespace shopper::tidy;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_lines_max = 500;

// Source files below `directory`, with their path from the root.
std::vector<std::pair<std::string, std::string>> sources(const std::string& directory, std::initializer_list<const char*> endings = {".h", ".cpp"}) {
  std::vector<std::pair<std::string, std::string>> found;
  if (!fs::exists(root / directory)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(root / directory)) {
    if (!entry.is_regular_file()) continue;
    const auto ending = entry.path().extension().string();
    if (std::find(endings.begin(), endings.end(), ending) == endings.end()) continue;
    found.emplace_back(fs::relative(entry.path(), root).string(), text_of(entry.path()));
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool below(const std::string& path, const std::string& layer) { return path.find("/" + layer + "/") != std::string::npos; }

std::vector<std::string> offenders(const std::vector<std::pair<std::string, std::string>>& files, const std::regex& pattern) {
  std::vector<std::string> names;
  for (const auto& [path, text] : files)
    if (std::regex_search(text, pattern)) names.push_back(path);
  return names;
}

const std::vector<std::string> none;

}  // namespace

TEST_CASE("the domain includes nothing of the outside") {
  std::vector<std::pair<std::string, std::string>> domain;
  for (auto& file : sources("services"))
    if (below(file.first, "domain")) domain.push_back(file);
  REQUIRE(domain.size() > 20);
  CHECK(offenders(domain, std::regex(R"(#include *[<"](google/|grpc|soci|sqlite3|pistache|spdlog|curl|platform/(store|rpc|events|log|config|usecase|lifecycle)/))")) == none);
  CHECK(offenders(domain, std::regex(R"(system_clock::now|random_device|std::rand\b|std::ofstream|std::ifstream)")) == none);
}

TEST_CASE("protobuf and gRPC belong to rpc/ alone, SQL to store/ alone") {
  std::vector<std::pair<std::string, std::string>> upper, beyond_store;
  for (auto& file : sources("services")) {
    if (below(file.first, "usecases") || below(file.first, "store")) upper.push_back(file);
    if (!below(file.first, "store") && file.first.find("services/platform/") == std::string::npos) beyond_store.push_back(file);
  }
  REQUIRE(upper.size() > 40);
  CHECK(offenders(upper, std::regex(R"(#include *[<"](google/protobuf|grpc)|\.pb\.h)")) == none);
  CHECK(offenders(beyond_store, std::regex(R"(#include *[<"](soci|sqlite3))")) == none);
  CHECK(offenders(beyond_store, std::regex(R"sql("(select [^"]* from |insert into |update [a-z_]+ set |delete from ))sql")) == none);
}

TEST_CASE("one file knows Pistache") {
  CHECK(offenders(sources("services"), std::regex(R"(#include *[<"]pistache)")).size() == 1);
}

TEST_CASE("platform and gateway know no domain noun") {
  auto files = sources("services/platform");
  for (auto& file : sources("services/gateway")) files.push_back(file);
  REQUIRE(files.size() > 60);
  // "application/json" and "the application" of HTTP are no domain nouns; applicants are.
  CHECK(offenders(files, std::regex(R"(applicant|mystery shopper programme|panel member|interview|quota plan|evaluation|recommendation)", std::regex::icase)) == none);
}

TEST_CASE("files can be held in the head, and say nothing they do not mean") {
  auto files = sources("services");
  for (const char* directory : {"tools", "tests"})
    for (auto& file : sources(directory)) files.push_back(file);
  for (const auto& [path, text] : files) {
    INFO(path);
    CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) <= file_lines_max);
    CHECK(text.find("\t") == std::string::npos);
    CHECK(text.find(" \n") == std::string::npos);
    if (path.find("tests/tidy/") == std::string::npos) CHECK_FALSE(std::regex_search(text, std::regex(R"(\b(TODO|FIXME|XXX|HACK)\b)")));
  }
}

TEST_CASE("every service has the one shape") {
  for (const char* service : {"identity", "registration", "selection", "evaluation", "recommendation"}) {
    INFO(service);
    const auto at = root / "services" / service;
    for (const char* part : {"DESIGN.md", "domain", "usecases", "store", "store/migrations", "rpc", "events", "main.cpp"}) {
      INFO(part);
      CHECK(fs::exists(at / part));
    }
  }
}
