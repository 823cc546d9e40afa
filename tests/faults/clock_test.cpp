// the machine's clock is set while everything runs (Debian's libfaketime): minutes forth and back, over a leap day, 2038, 2100 and to 1970. What people
// ask for is done at once under each of them, what waits is not held up, and tokens hold by the clock that is.
#include <atomic>
#include <sstream>
#include <thread>

#include "platform/base/time.h"
#include "platform/jose/jose.h"
#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using shopper::Instant;
using shopper::tools::Suite;
using namespace std::chrono_literals;

namespace {

constexpr const char* library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
constexpr std::int64_t us_per_s = 1'000'000;

std::int64_t real_s() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// A suite whose processes see the machine's clock set off by so many seconds.
class Clocks {
 public:
  Clocks() {
    set_off(0);
    for (const auto& name : Suite::names()) {
      suite.change(name, "LD_PRELOAD", library);
      suite.change(name, "FAKETIME_TIMESTAMP_FILE", directory.file("clock"));
      suite.change(name, "FAKETIME_NO_CACHE", "1");
      suite.change(name, "FAKETIME_DONT_FAKE_MONOTONIC", "1");
      suite.change(name, "DONT_FAKE_MONOTONIC", "1");
      suite.change(name, "NO_FAKE_STAT", "1");
    }
    suite.start_all();
    suite.await_ready(60s);
    key_ = shopper::jose::SigningKey::from_pem(read_file(suite.data() / "keys" / "signing.pem"));
  }
  ~Clocks() { suite.stop(); }

  void set_off(std::int64_t seconds) {
    off_s = seconds;
    const auto fresh = directory.file("clock.fresh");
    write_file(fresh, (seconds < 0 ? "" : "+") + std::to_string(seconds) + "\n");
    std::filesystem::rename(fresh, directory.file("clock"));
  }
  void set_to(const std::string& moment) { set_off(Instant::parse(moment)->us / us_per_s - real_s()); }
  // As the processes see them.
  std::int64_t now_s() const { return real_s() + off_s; }
  std::string day(int offset) const { return shopper::qatar_date(Instant{(now_s() + 86'400LL * offset) * us_per_s}).iso(); }

  Api as(const std::string& role) const {
    const Json claims{{"iss", "https://shopper.local"}, {"aud", "shopper-api"}, {"sub", role}, {"iat", now_s()}, {"exp", now_s() + 600}, {"roles", {role}}, {"acr", "2"}, {"auth_time", now_s()}};
    return {suite.url(), key_->sign(claims.dump())};
  }

  const shopper::testing::TemporaryDirectory directory;
  Suite suite{{directory.file("data"), SUITE_PROGRAMS, 0, "info", {}, {}, {}, true}};
  std::atomic<std::int64_t> off_s{0};

 private:
  std::optional<shopper::jose::SigningKey> key_;
};

// A programme is written and published, and selection hears of it: tokens, commands, deadlines and a feed under this clock. Nothing when it was done,
// otherwise what was answered.
std::string trouble_with_work(Clocks& clocks) {
  const Json text{{"ar", "نص"}, {"en", "Text"}};
  const auto path = "/v1/programmes/" + new_id();
  const Json value{{"code", "female"}, {"label", text}, {"members", {"female"}}};
  const Json programme{{"code", "T-" + path.substr(path.size() - 12)}, {"title", text}, {"summary", text}, {"conditions", {text}}, {"responsibilities", {text}}, {"opens_on", clocks.day(-1)},
                       {"closes_on", clocks.day(30)}, {"panel_size", 1}, {"reserve_size", 0}, {"contact_email", "team@example.org"},
                       {"policy", {{"version", 1}, {"minimum_age_years", 18}, {"minimum_residency_months", 24}, {"reference_day", "application"}, {"draft_grace_minutes", 60}, {"absence_suspends_after_days", 14}}},
                       {"consent_notice", {{"version", "1"}, {"text", text}}},
                       {"features", {{{"code", "gender"}, {"label", text}, {"source", "gender"}, {"values", {value}}}}}};
  auto staff = clocks.as("administrator");
  if (const auto answer = staff.put(path, programme); answer.status != 200) return "put: " + answer.body;
  if (const auto answer = staff.act(path + "/publish", 1); answer.status != 200) return "publish: " + answer.body;
  Answer rubric;
  if (!await([&] { return (rubric = staff.get(path + "/rubric")).status == 200; }, 10s)) return "feed: " + rubric.body;
  return "";
}

}  // namespace

TEST_CASE("R-18 the clock is set while everything runs: work goes on at once, nothing waits for the old time", "[clock]") {
  REQUIRE(std::filesystem::exists(library));   // tools/setup installs it
  Clocks clocks;
  REQUIRE(trouble_with_work(clocks) == "");
  std::atomic<bool> over{false};
  std::atomic<int> answered{0}, unexpected{0};
  std::atomic<std::int64_t> slowest_ms{0};
  std::thread caller([&] {
    Api anyone(clocks.suite.url(), "");
    while (!over) {
      const auto began = std::chrono::steady_clock::now();
      const auto answer = anyone.get("/v1/programmes?limit=1");
      slowest_ms = std::max<std::int64_t>(slowest_ms, std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count());
      ++(answer.status == 200 || answer.status == 503 || answer.status == 504 ? answered : unexpected);   // what was on its way at the jump may be given up
    }
  });
  const auto try_under = [&](const std::string& what) {
    INFO(what);
    const auto before = answered.load();
    std::string trouble;
    CHECK(await([&] { return (trouble = trouble_with_work(clocks)).empty(); }, 20s));
    CHECK(trouble == "");
    CHECK(await([&] { return answered > before; }));
    Api anyone(clocks.suite.url(), "");
    CHECK(await([&] { return anyone.get("/readyz").status == 200; }, 10s));
  };
  for (const std::int64_t minutes : {10, -10, 10, 0, -10, 0}) {
    clocks.set_off(minutes * 60);
    try_under(std::to_string(minutes) + " minutes");
  }
  // A token holds by the clock that is: of the future or of the past it is worth nothing.
  auto staff = clocks.as("administrator"), later = clocks.as("auditor");
  CHECK(staff.get("/v1/applications?limit=1").status == 200);
  clocks.set_off(-10 * 60);
  CHECK(later.get("/v1/applications?limit=1").status == 401);
  clocks.set_off(0);
  CHECK(later.get("/v1/applications?limit=1").status == 200);
  clocks.set_off(30 * 60);
  CHECK(later.get("/v1/applications?limit=1").status == 401);
  for (const char* moment : {"2028-02-28T20:59:58Z", "2028-02-29T20:59:58Z", "2038-01-19T03:14:06Z", "2100-02-28T20:59:58Z", "1970-01-03T00:00:00Z", "2026-03-29T00:59:58Z"}) {
    clocks.set_to(moment);
    try_under(moment);
  }
  clocks.set_off(0);
  try_under("back");
  over = true;
  caller.join();
  CHECK(unexpected == 0);
  CHECK(slowest_ms < 5'000);   // deadlines of 2 s, by the steady clock
  for (const auto& name : Suite::names()) {
    INFO(name);
    const auto log = read_file(clocks.suite.data() / "logs" / (name + ".log"));
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);)   // a call that was on its way at a jump of years may be refused for it
      if (line.find("\"level\":\"error\"") != std::string::npos && line.find("the caller's clock is another than ours") == std::string::npos) FAIL_CHECK(line);
  }
  CHECK(clocks.suite.stop());
}

TEST_CASE("R-18 a process whose clock is up to ten minutes off works as ever, slow or fast; beyond it is refused and told", "[clock]") {
  REQUIRE(std::filesystem::exists(library));
  Clocks clocks;
  const auto alone = clocks.directory.file("selections-clock");
  const auto set_off = [&](int seconds) {   // as one step: it is read at every look at the clock
    write_file(alone + ".fresh", (seconds < 0 ? "" : "+") + std::to_string(seconds) + "\n");
    std::filesystem::rename(alone + ".fresh", alone);
  };
  set_off(0);
  clocks.suite.kill("selection");
  clocks.suite.change("selection", "FAKETIME_TIMESTAMP_FILE", alone);
  clocks.suite.start("selection");
  clocks.suite.await_ready(60s);
  auto staff = clocks.as("reviewer");
  // It is called by the gateway, and itself calls registration: in both directions one of the two is the slow one.
  for (const int seconds : {-570, -300, -130, -110, 130, 300, 570}) {
    INFO(seconds);
    set_off(seconds);
    CHECK(trouble_with_work(clocks) == "");
    CHECK(staff.get("/v1/review-queue?limit=1").status == 200);
  }
  const auto told = [&] {
    for (const auto& name : Suite::names())
      if (read_file(clocks.suite.data() / "logs" / (name + ".log")).find("the caller's clock is another than ours") != std::string::npos) return true;
    return false;
  };
  CHECK_FALSE(told());
  for (const int seconds : {-630, 630}) {
    INFO(seconds);
    set_off(seconds);
    const auto answer = staff.get("/v1/review-queue?limit=1");
    CHECK(answer.status == 503);
    CHECK(answer.code() == "CLOCKS_DIFFER");
  }
  CHECK(await(told));
}

TEST_CASE("R-18 a process whose clock is an hour off is refused, its log and the others' say why, and it is taken back", "[clock]") {
  REQUIRE(std::filesystem::exists(library));
  Clocks clocks;
  const auto alone = clocks.directory.file("selections-clock");
  write_file(alone, "+3600\n");
  clocks.suite.kill("selection");
  clocks.suite.change("selection", "FAKETIME_TIMESTAMP_FILE", alone);
  clocks.suite.start("selection");
  auto staff = clocks.as("reviewer");
  const auto log_of = [&](const std::string& name) { return read_file(clocks.suite.data() / "logs" / (name + ".log")); };
  const std::string told = "the caller's clock is another than ours";
  Answer answer;
  CHECK(await([&] { return (answer = staff.get("/v1/review-queue?limit=1")).code() == "CLOCKS_DIFFER"; }));
  CHECK(answer.status == 503);
  CHECK(await([&] { return log_of("selection").find(told) != std::string::npos && log_of("registration").find(told) != std::string::npos; }));
  // Once in ten seconds, not for every call.
  const auto times = [&](const std::string& log) {
    int found = 0;
    for (auto at = log.find(told); at != std::string::npos; at = log.find(told, at + 1)) ++found;
    return found;
  };
  CHECK(times(log_of("registration")) <= 3);
  write_file(alone, "+0\n");
  Api anyone(clocks.suite.url(), "");
  CHECK(await([&] { return anyone.get("/readyz").status == 200; }, 20s));
  CHECK(trouble_with_work(clocks) == "");
}
