// A whole programme from files, while every process of the suite is killed once: the same panel and the same report as without.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <regex>
#include <thread>

#include "tests/harness/procedure.h"

using namespace shopper::test;

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Starts a program; its output goes to `log`.
pid_t launch(const fs::path& program, std::vector<std::string> arguments, const fs::path& log) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  return pid;
}

// The exit code, or nothing while it runs.
std::optional<int> ended(pid_t pid) {
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Ids the services make themselves differ from run to run, and so does the order that hangs on them.
void sort_arrays(Json& value) {
  if (value.is_structured())
    for (auto& item : value) sort_arrays(item);
  if (value.is_array()) std::sort(value.begin(), value.end(), [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
  if (value.is_number_float()) value = std::round(value.get<double>() * 1e9) / 1e9;
}
Json comparable_report(const fs::path& file) {
  static const std::regex id("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  auto report = Json::parse(std::regex_replace(read(file), id, "id"));
  sort_arrays(report);
  return report;
}

struct Outcome {
  Json panel, report;
};

Outcome run(Harness& suite, const fs::path& work, const std::string& name, bool disturbed) {
  const auto report = work / (name + "-report");
  const auto log = work / (name + ".log");
  const std::vector<std::string> arguments{"--url", suite.url(), "--token", suite.suite().token("importer", "importer"), "programme", "run", "--from", (work / "files").string(), "--report", report.string()};
  auto victims = shopper::tools::Suite::names();
  if (!disturbed) victims.clear();
  int attempts = 0;
  for (std::optional<int> code; code != 0;) {
    INFO(read(log));
    REQUIRE(++attempts <= 20);
    const auto pid = launch(Harness::program("shopperctl"), arguments, log);
    for (auto next = std::chrono::steady_clock::now() + 700ms; !(code = ended(pid)); std::this_thread::sleep_for(20ms)) {
      if (victims.empty() || std::chrono::steady_clock::now() < next) continue;
      suite.kill(victims.back());
      std::this_thread::sleep_for(200ms);
      suite.start(victims.back());
      victims.pop_back();
      next = std::chrono::steady_clock::now() + 1'500ms;
    }
  }
  CHECK(victims.empty());   // all were killed before the end
  auto admin = suite.as("administrator");
  const auto programme = admin.get("/v1/programmes").json()["items"][0]["id"].get<std::string>();
  Outcome outcome{Json::array(), comparable_report(report / "report.json")};
  const auto panel = admin.get("/v1/programmes/" + programme + "/panel?limit=200").json();
  for (const auto& member : panel["items"]) outcome.panel.push_back({member["id"], member["rank"], member["state"]});
  return outcome;
}

}  // namespace

TEST_CASE("a programme run from files survives the death of every process, with the same panel and report", "[survival][slow]") {
  auto name = (fs::temp_directory_path() / "shopper-run-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()));
  const fs::path work(name);
  const auto generator = launch(Harness::program("shopper-demo"), {"--out", (work / "files").string(), "--applicants", "300"}, work / "demo.log");
  REQUIRE(await([&] { return ended(generator) == 0; }, 60s));
  Outcome calm, stormy;
  {
    Harness suite;
    calm = run(suite, work, "calm", false);
  }
  {
    Harness suite;
    stormy = run(suite, work, "stormy", true);
  }
  CHECK(calm.panel.size() >= 40);
  CHECK(stormy.panel == calm.panel);
  CHECK((stormy.report == calm.report));
  if (stormy.report != calm.report) WARN(Json::diff(calm.report, stormy.report).dump().substr(0, 2'000));
  fs::remove_all(work);
}
