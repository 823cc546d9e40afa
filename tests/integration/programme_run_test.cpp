// A whole programme from files, while processes are killed: the same people, the same results and the same report as without.
#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <map>
#include <regex>
#include <set>

#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/harness/tollgate.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

using namespace std::chrono_literals;

// What is killed when the command's n-th request of that kind has been sent.
struct Kill {
  const char* victim;   // a process of the suite, or the command
  const char* method;
  const char* part;     // of the path
  int nth;
  int seen = 0;
  bool done = false;
};

class ProgrammeRun {
 public:
  // Everything the run leaves behind that must not depend on how often a process died.
  struct Outcome {
    Json report, panel, candidates, evaluations, recommendations;
  };

  // One call of the command, or as many more as `kills` ends it.
  explicit ProgrammeRun(std::vector<Kill> kills) : kills_(std::move(kills)) {
    Tollgate tollgate(suite_.suite().port(), [this](const std::string& request) { passed(request); });
    const std::vector<std::string> arguments{"--url", tollgate.url(), "--token", suite_.suite().token("importer", "importer"), "programme", "run", "--from", files(), "--report", scratch_.file("report")};
    for (bool again = true; again;) {
      ++calls;
      again = false;
      Process command(Harness::program("shopperctl"), arguments, scratch_.file("log"));
      REQUIRE(await([&] {
        while (const auto victim = next_victim()) {
          if (*victim == "shopperctl") {
            command.kill();
            again = true;
          } else {
            suite_.restart(*victim);
          }
          buried();
        }
        return command.ended().has_value();
      }, 240s));
      code = *command.ended();
      log = command.output();
    }
    for (const auto& name : shopper::tools::Suite::names()) log += "\n--- " + name + "\n" + suite_.suite().log_tail(name);
  }
  std::set<std::string> killed() const {
    std::set<std::string> names;
    for (const auto& kill : kills_)
      if (kill.done) names.insert(kill.victim);
    return names;
  }
  // Kills whose moment never came.
  std::vector<std::string> left() const {
    std::vector<std::string> moments;
    for (const auto& kill : kills_)
      if (!kill.done) moments.push_back(std::string(kill.victim) + " at " + kill.method + " " + kill.part + " " + std::to_string(kill.nth) + ", seen " + std::to_string(kill.seen));
    return moments;
  }
  Outcome outcome();

  int calls = 0;
  int code = -1;
  std::string log;

 private:
  static std::string files() {
    static const shopper::testing::TemporaryDirectory directory;
    static const bool made = Process(Harness::program("shopper-demo"), {"--out", directory.file("files"), "--applicants", "300"}, directory.file("log")).wait() == 0;
    REQUIRE(made);
    return directory.file("files");
  }
  // On the threads of the command's connections. The answer of the request that counts is held back until its victim is dead, so the
  // command cannot have ended by then.
  void passed(const std::string& request) {
    std::unique_lock lock(mutex_);
    for (auto& kill : kills_) {
      if (kill.done || !request.starts_with(std::string(kill.method) + " ") || request.find(kill.part) == std::string::npos || ++kill.seen < kill.nth) continue;
      kill.done = true;
      victims_.push_back(kill.victim);
      const auto number = ++ordered_;
      deaths_.wait(lock, [&] { return buried_ >= number; });
    }
  }
  // Processes are started by the main thread alone: they end with the thread that started them.
  std::optional<std::string> next_victim() {
    const std::lock_guard lock(mutex_);
    if (victims_.empty()) return std::nullopt;
    auto name = victims_.front();
    victims_.pop_front();
    return name;
  }
  void buried() {
    const std::lock_guard lock(mutex_);
    ++buried_;
    deaths_.notify_all();
  }
  std::vector<Json> all(Api& api, const std::string& path) {
    std::vector<Json> items;
    std::string cursor;
    do {
      const auto page = expect(200, api.get(path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor))).json();
      items.insert(items.end(), page["items"].begin(), page["items"].end());
      cursor = page.value("next_cursor", "");
    } while (!cursor.empty());
    return items;
  }

  Harness suite_;
  shopper::testing::TemporaryDirectory scratch_;
  std::mutex mutex_;
  std::condition_variable deaths_;
  std::vector<Kill> kills_;
  std::deque<std::string> victims_;
  int ordered_ = 0, buried_ = 0;
};

// Ids the services make differ from run to run: each is replaced by what it names. Ids made of the files' names stay as they are.
using Names = std::map<std::string, std::string>;
void rename_ids(Json& value, const Names& names) {
  static const std::regex id("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  if (value.is_string()) {
    std::string text = value, renamed;
    for (std::smatch match; std::regex_search(text, match, id); text = match.suffix()) {
      const auto found = names.find(match.str());
      renamed += match.prefix().str() + (found == names.end() ? match.str() : found->second);
    }
    value = renamed + text;
  } else if (value.is_structured()) {
    for (auto& item : value) rename_ids(item, names);
  } else if (value.is_number_float()) {
    value = std::round(value.get<double>() * 1e9) / 1e9;   // sums in another order
  }
}
// For lists in the order of such ids.
void sort_by_text(Json& list) {
  std::sort(list.begin(), list.end(), [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
}

ProgrammeRun::Outcome ProgrammeRun::outcome() {
  auto admin = suite_.as("administrator"), analyst = suite_.as("analyst");
  Names names, codes;
  for (const auto& item : all(analyst, "/v1/entities")) {
    codes[item["id"]] = item["code"];
    names[item["id"]] = "entity " + item["code"].get<std::string>();
  }
  for (const auto* kind : {"branches", "services"})
    for (const auto& item : all(analyst, std::string("/v1/") + kind)) names[item["id"]] = std::string(kind) + " " + codes.at(item["entity_id"]) + " " + item["code"].get<std::string>();
  for (const auto& item : all(analyst, "/v1/forms")) names[item["form_id"]] = "form";
  const auto programme = all(admin, "/v1/programmes").at(0)["id"].get<std::string>();
  // A result's id is made with the suite's own key.
  for (const auto& item : all(analyst, "/v1/evaluations?programme_id=" + programme))
    if (item.contains("result_id") && item["result_id"] != "") names[item["result_id"]] = "result of " + item["id"].get<std::string>();
  Outcome outcome;
  outcome.report = Json::parse(read_file(scratch_.file("report/report.json")));
  for (const auto& item : outcome.report["findings"]) {
    const auto& finding = item["finding"];
    const auto service = finding["service_id"].get<std::string>();
    names[finding["id"]] = "finding " + names.at(finding["entity_id"]) + " " + (service.empty() ? "" : names.at(service)) + " " + finding["dimension"].get<std::string>();
  }
  rename_ids(outcome.report, names);
  for (const auto* list : {"by_entity", "by_service", "heat"}) sort_by_text(outcome.report[list]);
  for (auto& item : outcome.report["findings"]) sort_by_text(item["finding"]["evidence"]);
  for (auto& item : outcome.report["recommendations"]) sort_by_text(item["recommendation"]["finding_ids"]);

  outcome.panel = all(admin, "/v1/programmes/" + programme + "/panel");
  outcome.candidates = all(admin, "/v1/candidates?programme_id=" + programme);
  outcome.recommendations = all(analyst, "/v1/recommendations?programme_id=" + programme);
  outcome.evaluations = all(analyst, "/v1/evaluations?programme_id=" + programme);
  // Missions of a re-measurement are dealt out anew each time: which of them a sheet reports is no part of the result.
  for (auto& item : outcome.evaluations)
    if (item["purpose"] == "remeasurement")
      for (const auto* dealt : {"assignment_id", "branch_id", "shopper"}) item.erase(dealt);
  for (auto* part : {&outcome.panel, &outcome.candidates, &outcome.recommendations, &outcome.evaluations}) rename_ids(*part, names);
  for (auto& item : outcome.recommendations) sort_by_text(item["finding_ids"]);
  return outcome;
}

// The run that nobody disturbs, made once.
const ProgrammeRun::Outcome& calm() {
  static const auto outcome = [] {
    ProgrammeRun run({});
    INFO(run.log);
    REQUIRE(run.code == 0);
    return run.outcome();
  }();
  return outcome;
}

void check_same(const ProgrammeRun::Outcome& outcome) {
  const auto same = [](const char* what, const Json& a, const Json& b) {
    INFO(what << " differs: " << Json::diff(a, b).dump().substr(0, 2'000));
    CHECK((a == b));
  };
  same("the report", calm().report, outcome.report);
  same("the panel", calm().panel, outcome.panel);
  same("a candidate", calm().candidates, outcome.candidates);
  same("an evaluation", calm().evaluations, outcome.evaluations);
  same("a recommendation", calm().recommendations, outcome.recommendations);
}

}  // namespace

TEST_CASE("one call of the command survives the death of every process, with the same panel and report", "[survival][slow]") {
  ProgrammeRun run({{"registration", "PUT", "/v1/applications/", 100},
                    {"gateway", "POST", "/reviews", 150},
                    {"selection", "POST", "/scores", 100},
                    {"selection", "POST", "/draws", 1},
                    {"identity", "POST", "/v1/panel-members/", 20},
                    {"gateway", "POST", "/v1/panel-members/", 60},
                    {"evaluation", "PUT", "/v1/evaluations/", 200},
                    {"recommendation", "POST", "/v1/findings/detect", 1},
                    {"recommendation", "POST", "/commitments", 2},
                    {"evaluation", "POST", "/re-measure", 1}});
  INFO(run.log);
  REQUIRE(run.code == 0);
  CHECK(run.calls == 1);
  CHECK(run.left().empty());
  const auto processes = shopper::tools::Suite::names();
  CHECK(run.killed() == std::set<std::string>(processes.begin(), processes.end()));
  CHECK(calm().panel.size() >= 40);
  check_same(run.outcome());
}

TEST_CASE("a command that was killed goes on where it stopped when it is called again", "[survival][slow]") {
  ProgrammeRun run({{"shopperctl", "POST", "/submit", 50},
                    {"shopperctl", "POST", "/scores", 200},
                    {"shopperctl", "POST", "/draws", 1},
                    {"shopperctl", "POST", "/accept", 20},
                    {"shopperctl", "POST", "/release", 300},
                    {"shopperctl", "POST", "/re-measure", 1},
                    {"shopperctl", "POST", "/verify", 1}});
  INFO(run.log);
  REQUIRE(run.code == 0);
  CHECK(run.left().empty());
  CHECK(run.calls == 8);
  check_same(run.outcome());
}
