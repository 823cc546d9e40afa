// S-25, S-26, S-27: how the programs are built, and what must not lie in the tree.
#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "tests/tidy/source.h"

using namespace shopper::tidy;

namespace {

namespace fs = std::filesystem;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  REQUIRE(pipe);
  std::string out;
  std::array<char, 4096> bytes;
  for (std::size_t n; (n = std::fread(bytes.data(), 1, bytes.size(), pipe.get())) > 0;) out.append(bytes.data(), n);
  return out;
}

// What is ours in the tree: no build, no data, no secrets that a checkout in use holds, nothing of git's own.
std::vector<fs::path> tree() {
  std::vector<fs::path> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
    const auto name = it->path().filename().string();
    const auto relative = fs::relative(it->path(), root).string();
    if (it->is_directory() && (name == ".git" || name == "node_modules" || relative == "build" || relative == "data" || relative == "deploy/secrets")) {
      it.disable_recursion_pending();
      continue;
    }
    if (it->is_regular_file()) files.push_back(it->path());
  }
  return files;
}

// The alphabet of tokens and base64.
bool is_token_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

// Whether `prefix` is followed by at least that many characters of a token.
bool has_token(const std::string& text, const std::string& prefix, std::size_t length) {
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
    if (at > 0 && is_token_character(text[at - 1])) continue;
    auto end = at + prefix.size();
    while (end < text.size() && is_token_character(text[end])) ++end;
    if (end - at - prefix.size() >= length) return true;
  }
  return false;
}

std::string secret_in(const std::string& text) {
  // Written in two halves, so that this file does not find itself.
  for (const std::string kind : {"", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA "})
    if (text.find("-----BEGIN " + kind + "PRIVATE" + " KEY-----\n") != std::string::npos) return "a private key";
  if (has_token(text, std::string("AK") + "IA", 16)) return "an AWS key";
  for (const std::string prefix : {"gh" "p_", "gh" "o_", "gh" "s_", "github" "_pat_"})
    if (has_token(text, prefix, 30)) return "a GitHub token";
  for (const std::string prefix : {"xo" "xb-", "xo" "xp-", "gl" "pat-", "sk" "_live_"})
    if (has_token(text, prefix, 16)) return "an access token";
  // A signed token: three parts, of which the first two begin as JSON objects do.
  for (auto at = text.find("ey" "J"); at != std::string::npos; at = text.find("ey" "J", at + 1)) {
    const auto dot = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", at);
    if (dot != std::string::npos && dot - at > 20 && text.compare(dot, 4, ".ey" "J") == 0) return "a signed token";
  }
  return "";
}

}  // namespace

TEST_CASE("S-25 every program is position independent, fully relocated at start, guarded, and its stack is no code") {
  int programs = 0;
  for (const auto& entry : fs::directory_iterator(SHOPPER_PROGRAMS)) {
    if (!entry.is_regular_file() || !entry.path().filename().string().starts_with("shopper")) continue;
    INFO(entry.path());
    const auto told = output_of("readelf -W --file-header --program-headers --dynamic --dyn-syms '" + entry.path().string() + "' 2>&1");
    CHECK(told.find("Type:                              DYN") != std::string::npos);
    CHECK(told.find("GNU_RELRO") != std::string::npos);
    CHECK((told.find("BIND_NOW") != std::string::npos || told.find("Flags: NOW") != std::string::npos));
    CHECK(told.find("__stack_chk_fail") != std::string::npos);
    const auto stack = told.find("GNU_STACK");
    REQUIRE(stack != std::string::npos);
    const auto line = told.substr(stack, told.find('\n', stack) - stack);
    CHECK(line.find("RWE") == std::string::npos);
    CHECK(told.find("TEXTREL") == std::string::npos);
    CHECK(told.find("RUNPATH") == std::string::npos);
    ++programs;
  }
  CHECK(programs >= 6);
  const auto rules = text_of(root / "CMakeLists.txt");
  for (const char* flag : {"-fstack-protector-strong", "-fstack-clash-protection", "-fcf-protection", "_GLIBCXX_ASSERTIONS", "_FORTIFY_SOURCE=2", "-z,relro", "-z,now"}) {
    INFO(flag);
    CHECK(rules.find(flag) != std::string::npos);
  }
}

TEST_CASE("S-26 no secret lies in the tree") {
  std::size_t looked_at = 0;
  for (const auto& file : tree()) {
    INFO(file);
    CHECK(secret_in(text_of(file)) == "");
    const auto ending = file.extension().string();
    CHECK((ending != ".key" && ending != ".pem" && ending != ".p12" && ending != ".pfx" && ending != ".jks"));
    ++looked_at;
  }
  CHECK(looked_at > 400);
  // The scan has teeth.
  CHECK(secret_in(std::string("-----BEGIN EC PRIVATE") + " KEY-----\nabc") != "");
  CHECK(secret_in("key = " + std::string("AK") + "IA0123456789ABCDEF") != "");
  CHECK(secret_in(std::string("ey") + "JhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.ey" + "JzdWIiOiJ4In0.c2ln") != "");
  CHECK(secret_in("MAKIANOTHING eyJ.eyJ") == "");
}

TEST_CASE("S-22 workbooks hold texts and numbers, never formulas") {
  for (const char* directory : {"services", "tools"})
    for (const auto& entry : fs::recursive_directory_iterator(root / directory))
      if (entry.path().extension() == ".cpp") {
        INFO(entry.path());
        CHECK(text_of(entry.path()).find("worksheet_write_" "formula") == std::string::npos);
      }
}

TEST_CASE("S-27 no program of ours runs a backtracking regular expression") {
  for (const char* directory : {"services", "tools"})
    for (const auto& entry : fs::recursive_directory_iterator(root / directory)) {
      const auto ending = entry.path().extension().string();
      if (ending != ".h" && ending != ".cpp") continue;
      INFO(entry.path());
      const auto text = text_of(entry.path());
      for (const char* engine : {"#include <regex>", "#include <regex.h>", "#include <pcre", "#include <unicode/regex.h>", "#include <boost/regex"}) CHECK(text.find(engine) == std::string::npos);
    }
}

TEST_CASE("R-19 fail points are in builds for tests alone; each is described, and tried") {
  int programs = 0;
  for (const auto& entry : fs::directory_iterator(SHOPPER_PROGRAMS)) {
    const auto name = entry.path().filename().string();
    if (name != "shopper-gateway" && name != "shopper-identity" && name != "shopper-registration" && name != "shopper-selection" && name != "shopper-evaluation" && name != "shopper-recommendation") continue;
    INFO(name);
    CHECK((text_of(entry.path()).find("SHOPPER_FAIL" "_POINT") != std::string::npos) == (HAS_FAIL_POINTS == 1));
    ++programs;
  }
  CHECK(programs == 6);
  CHECK(text_of(root / "CMakeLists.txt").find("(tests; never in what is delivered)\" OFF)") != std::string::npos);
  const auto presets = text_of(root / "CMakePresets.json");
  const auto release = presets.find("{\"name\": \"release\", \"inherits\"");
  REQUIRE(release != std::string::npos);
  CHECK(presets.substr(release, presets.find('\n', release) - release).find("FAIL_POINTS") == std::string::npos);
  CHECK(text_of(root / "deploy" / "Dockerfile").find("FAIL_POINTS") == std::string::npos);

  const auto described = text_of(root / "docs" / "RELIABILITY.md"), tried = text_of(root / "tests" / "faults" / "fail_point_test.cpp");
  int places = 0;
  for (const auto& file : tree()) {
    if (file.extension() != ".cpp" || file.string().find("/services/") == std::string::npos) continue;
    const auto text = text_of(file);
    const std::string call = "fault::fail_point(\"";
    for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
      const auto from = at + call.size();
      const auto name = text.substr(from, text.find('"', from) - from);
      INFO(name);
      CHECK(described.find("`" + name + "`") != std::string::npos);
      CHECK(tried.find("\"" + name) != std::string::npos);
      ++places;
    }
  }
  CHECK(places >= 30);
}
