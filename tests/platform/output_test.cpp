// S-08, S-22, O-05: what we write for others to read is read as what it is: a line of the log is one record, a cell is text.
#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "platform/log/line.h"
#include "platform/log/log.h"
#include "platform/render/csv.h"
#include "tests/support/temporary.h"

using namespace shopper;

namespace {

// What `write` prints on standard output.
std::string printed(const std::function<void()>& write) {
  const testing::TemporaryDirectory directory;
  log::flush();
  std::fflush(stdout);
  const int kept = ::dup(1);
  const int file = ::open(directory.file("out").c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(file, 1);
  write();
  log::flush();
  std::fflush(stdout);
  ::dup2(kept, 1);
  ::close(kept);
  ::close(file);
  std::ifstream stream(directory.file("out"), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("S-08 whatever is logged, it is one JSON object on one line of plain characters") {
  std::vector<std::string> hostile{"a\nb", "a\r\nb", "a\x1b[2Jb", "a\x07", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xc2\x85", "\xc2\x9b", "\xe2\x80\xae", "a\"b", "a\\", "\",\"level\":\"error\",\"x\":\"", "{\"ts\":1}\n{\"ts\":2}",
                                   std::string("a\0b", 3), "\xff\xfe", "\xed\xa0\x80", "\xef\xbb\xbf", "مرحبا", "%n%s{}", "\x7f"};
  for (int c = 0; c < 0x20; ++c) hostile.push_back("x" + std::string(1, static_cast<char>(c)) + "y");
  for (const auto& text : hostile) {
    const auto line = printed([&] { log::warn(text, {{text, text}, {"field", text}}); });
    INFO(line);
    REQUIRE(std::count(line.begin(), line.end(), '\n') == 1);
    CHECK(line.ends_with("}\n"));
    CHECK(std::all_of(line.begin(), line.end() - 1, [](unsigned char c) { return c >= 0x20 && c < 0x80; }));
    CHECK(line.find('\x7f') == std::string::npos);
    const auto record = nlohmann::json::parse(line, nullptr, false);
    REQUIRE(record.is_object());
    CHECK(record["level"] == "warn");
    CHECK(record.contains("field"));
    CHECK(log::state_of(std::string_view(line).substr(0, line.size() - 1)) == log::LineState::sound);
  }
}

TEST_CASE("O-05 the checksum of a line is the CRC-32 of what stands before it") {
  // The check value that every description of this CRC gives for the digits 1 to 9.
  CHECK(log::checked_line("123456789") == "123456789,\"crc\":\"cbf43926\"}");
  const auto line = printed([] { log::warn("said", {{"crc", "cbf43926"}, {"a", "\",\"crc\":\"cbf43926\"}"}}); });
  CHECK(log::state_of(std::string_view(line).substr(0, line.size() - 1)) == log::LineState::sound);
  CHECK(nlohmann::json::parse(line)["crc"] != "cbf43926");   // a field's value is no checksum
}

TEST_CASE("O-05 a line of which anything was changed, cut or put in is found") {
  const auto printed_line = printed([] { log::warn("request", {{"route", "/v1/programmes/{id}"}, {"status", "200"}}); });
  const auto line = printed_line.substr(0, printed_line.size() - 1);
  REQUIRE(log::state_of(line) == log::LineState::sound);
  for (std::size_t i = 0; i < line.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = line;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      INFO(changed);
      CHECK(log::state_of(changed) != log::LineState::sound);
    }
    INFO(i);
    CHECK(log::state_of(line.substr(0, i)) != log::LineState::sound);
    CHECK(log::state_of(line.substr(i + 1)) != log::LineState::sound);
    CHECK(log::state_of(line.substr(0, i) + line.substr(i + 1)) != log::LineState::sound);
    CHECK(log::state_of(line.substr(0, i) + "00" + line.substr(i)) != log::LineState::sound);
  }
  CHECK(log::state_of(line + line) == log::LineState::changed);
  auto other = line;
  other.replace(line.find("200"), 3, "403");
  CHECK(log::state_of(other) == log::LineState::changed);
  CHECK(log::state_of(line.substr(0, line.size() / 2)) == log::LineState::cut);
  CHECK(log::state_of(line.substr(0, line.find(",\"crc\"")) + "}") == log::LineState::unchecked);
  for (const char* foreign : {"", "}", "\"}", "terminate called", ",\"crc\":\"00000000\"}"}) CHECK(log::state_of(foreign) == log::LineState::unchecked);
}

TEST_CASE("S-22 no cell is a formula") {
  const std::pair<std::string, std::string> cases[] = {
      {"=1+1", "'=1+1"}, {"+1+1", "'+1+1"}, {"-1+1", "'-1+1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "\"'\t=1\""}, {"\r=1", "\"'\r=1\""}, {std::string("\0=1", 3), std::string("\"'\0=1\"", 6)}, {" =1", "' =1"}, {"\n=1", "\"'\n=1\""},
      {"＝1", "'＝1"}, {"＋1", "'＋1"}, {"－1", "'－1"}, {"＠a", "'＠a"}, {"−1+A1", "'−1+A1"}, {"\u00a0=1", "'\u00a0=1"}, {"\u200f=1", "'\u200f=1"}, {"\ufeff=1", "'\ufeff=1"}, {"|cmd", "'|cmd"}, {"%0A", "'%0A"},
      {"=HYPERLINK(\"http://x\",\"a\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\""}, {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"}, {"-2+3+cmd|' /C calc'!D2", "'-2+3+cmd|' /C calc'!D2"}, {"=", "'="}, {"-", "'-"}, {"@", "'@"},
      // not formulas
      {"", ""}, {"a", "a"}, {"a=b", "a=b"}, {"a,b", "\"a,b\""}, {"a;b", "\"a;b\""}, {"a\"b", "\"a\"\"b\""}, {"a\nb", "\"a\nb\""}, {"'a", "'a"}, {"مريم", "مريم"}, {"5", "5"}, {"-5", "-5"}, {"+5", "+5"}, {"-0.25", "-0.25"},
      {"+974 4412 3456", "+974 4412 3456"}, {"2022-06-06", "2022-06-06"},
  };
  for (const auto& [text, cell] : cases) {
    INFO(text);
    CHECK(render::csv_cell(text) == cell);
  }
  CHECK(render::csv_record({"a", "=b", "c,d"}) == "a,'=b,\"c,d\"\r\n");
}
