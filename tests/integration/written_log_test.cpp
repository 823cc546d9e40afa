// O-05: what all processes wrote to their logs - the earlier tests of this program included - is what the format promises (docs/OPERATIONS.md), line by line.
#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "platform/base/time.h"
#include "platform/log/line.h"
#include "tests/harness/ctl.h"
#include "tests/harness/procedure.h"

using namespace shopper::test;
using shopper::log::LineState;
using shopper::tools::Suite;

namespace {

bool is_hex(const std::string& text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// What is wrong with a line; "" when it is as promised.
std::string trouble_of(const std::string& line, const std::string& process) {
  const auto json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return "no JSON object";
  for (const auto& [name, value] : json.items())
    if (!value.is_string()) return name + " is no string";
  const auto is = [&](const char* name) { return json.value(name, ""); };
  if (!shopper::Instant::parse(is("ts")) || is("ts").size() != std::string("2026-12-01T10:00:00.000000Z").size() || is("ts").back() != 'Z') return "ts";
  if (is("level") != "debug" && is("level") != "info" && is("level") != "warn" && is("level") != "error") return "level";
  if (is("service") != process) return "service";
  if (is("version").empty()) return "version";
  if (is("msg").empty()) return "msg";
  if (!is_hex(is("crc"), 8)) return "crc";
  if (json.contains("trace_id") != json.contains("span_id")) return "half a trace";
  if (json.contains("trace_id") && (!is_hex(is("trace_id"), 32) || !is_hex(is("span_id"), 16))) return "trace_id, span_id";
  if (is("msg") != "request") return "";
  static const std::regex route("other|/([a-z0-9._-]+|\\{[a-z0-9_]+\\}|/)*"), method("[A-Z]+|other"), status("[1-5][0-9]{2}"), duration("[0-9]+\\.[0-9]{6}");
  if (!std::regex_match(is("route"), route)) return "route";
  if (!std::regex_match(is("method"), method)) return "method";
  if (!std::regex_match(is("status"), status)) return "status";
  if (!std::regex_match(is("dur_s"), duration)) return "dur_s";
  if (!json.contains("trace_id")) return "a request without its trace";
  return is("principal").empty() || is_hex(is("principal"), 16) ? "" : "principal";
}

struct Read {
  std::size_t sound = 0, cut = 0, requests = 0;
};

// Every line but those a killed process did not end.
Read read_log(const std::filesystem::path& file, const std::string& process) {
  Read read;
  std::istringstream lines(read_file(file));
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    INFO(process << ", line " << number << ": " << line);
    const auto state = shopper::log::state_of(line);
    if (state == LineState::cut) {
      ++read.cut;
      continue;
    }
    CHECK(state == LineState::sound);
    CHECK(trouble_of(line, process) == "");
    ++read.sound;
    read.requests += line.find("\"msg\":\"request\"") != std::string::npos;
  }
  return read;
}

}  // namespace

TEST_CASE("O-05 every line that the processes wrote has the format's members and its checksum; a killed process costs its last line alone", "[log]") {
  Harness& suite = Harness::shared();
  const auto log_of = [&](const std::string& name) { return suite.suite().data() / "logs" / (name + ".log"); };
  expect(200, suite.as("administrator").get("/v1/programmes"));
  expect(401, suite.anyone().get("/v1/applications"));
  expect(404, suite.anyone().get("/v1/nothing/here?secret=1"));
  suite.kill("selection");
  const auto cut_before = read_log(log_of("selection"), "selection").cut;
  const bool ended = read_file(log_of("selection")).ends_with('\n');
  std::ofstream(log_of("selection"), std::ios::app) << R"({"ts":"2026-12-01T10:00:00.000000Z","level":"in)";
  suite.start("selection");
  CHECK(suite.suite().stop());   // what waited is written
  for (const auto& name : Suite::names()) {
    const auto read = read_log(log_of(name), name);
    INFO(name);
    CHECK(read.sound > 0);
    if (name == "gateway") CHECK(read.requests >= 3);
    if (name == "selection") CHECK(read.cut == cut_before + (ended ? 1 : 0));   // ours, or the kill's that ours went on with
  }

  Ctl ctl;
  const auto gateway = log_of("gateway").string(), selection = log_of("selection").string();
  CHECK(ctl.run({"log", "verify", selection}) == 1);
  CHECK(ctl.out.find("cut short") != std::string::npos);
  const auto kept = ctl.place("kept.log").string(), damaged = ctl.place("damaged.log").string();
  auto lines = read_file(gateway);
  lines = lines.substr(0, lines.find('\n', lines.find("\"msg\":\"request\"")) + 1);
  write_file(kept, lines);
  CHECK(ctl.run({"log", "verify", kept}) == 0);
  CHECK(ctl.out.find(", all sound") != std::string::npos);
  const auto at = lines.find("\"status\":\"") + 10;
  lines[at] = lines[at] == '2' ? '4' : '2';
  write_file(damaged, lines);
  CHECK(ctl.run({"--json", "log", "verify", kept, damaged}) == 1);
  const auto findings = Json::parse(ctl.out);
  CHECK(findings["damaged"] == 1);
  CHECK(findings["findings"][0]["file"] == damaged);
  CHECK(findings["findings"][0]["line"] == std::count(lines.begin(), lines.end(), '\n'));
  CHECK(ctl.run({"log", "verify", ctl.place("nothing.log").string()}) == 3);
  CHECK(ctl.run({"log", "verify", "--out", "x"}) == 2);
  suite.suite().start_all();
  suite.suite().await_ready();
}
