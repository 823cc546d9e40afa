// every process is ended and started again, one after the other and many times, under a steady load that waits for nobody.
#include <signal.h>

#include <sstream>

#include "tests/faults/report.h"
#include "tests/faults/stores.h"
#include "tests/harness/fieldwork.h"
#include "tests/harness/process.h"
#include "tests/operations/open_loop.h"

using namespace shopper::test;
using Clock = OpenLoop::Clock;

namespace {

constexpr int requests_per_second = 100;
constexpr int senders = 32;
constexpr auto unready_within = std::chrono::seconds(1);
constexpr auto machine_is_busy = std::chrono::milliseconds(500);   // two cores, six processes and ourselves
constexpr auto exit_within = std::chrono::seconds(20);

// Reads and reports, so that every service has some of it. What was handed in is written down.
struct Handed {
  std::mutex mutex;
  std::vector<std::string> in;
};
OpenLoop::Send sender(Fieldwork& field, const Json& sheet, Handed& handed) {
  return [shopper = std::make_shared<Api>(field.shopper(field.person(0))), admin = std::make_shared<Api>(field.admin()), anyone = std::make_shared<Api>(field.harness().anyone()), sheet, &handed,
          programme = field.procedure().path(), id = field.id()](int number, const std::string& traceparent) {
    const Headers headers{{"traceparent", traceparent}};
    switch (number % 6) {
      case 0: return anyone->get(programme, headers);
      case 1: return anyone->get("/.well-known/jwks.json", headers);
      case 2: return admin->get("/v1/candidates?programme_id=" + id, headers);
      case 3: return shopper->get("/v1/assignments", headers);
      case 4: return admin->get("/v1/recommendations", headers);
      default: {
        const auto path = "/v1/evaluations/" + new_id();
        auto answer = shopper->put(path, sheet, headers);
        if (answer.status == 200) {
          const std::lock_guard lock(handed.mutex);
          handed.in.push_back(path);
        }
        return answer;
      }
    }
  };
}

double ms(Clock::duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

}  // namespace

TEST_CASE("R-13 every process is restarted again and again under a steady load, and who comes once again is served", "[rolling]") {
  const int rounds = wanted("SHOPPER_TEST_RESTARTS", 1);
  Harness harness;
  Fieldwork field(harness, 1);
  const auto place = field.place();
  const auto sheet = field.sheet(place, true, {{"submit", true}});
  Handed handed;
  auto& suite = harness.suite();
  auto probe = harness.anyone();
  Clock::duration unready_slowest{}, exit_slowest{};
  int restarts = 0;
  OpenLoop load(requests_per_second, senders, [&] { return sender(field, sheet, handed); });
  const auto more = [&](int n) {
    const int from = load.outcome().done;
    return await([&] { return load.outcome().done >= from + n; }, std::chrono::seconds(60));
  };
  for (int round = 0; round < rounds; ++round)
    for (const auto& name : shopper::tools::Suite::names()) {
      INFO("round " << round << ": " << name);
      REQUIRE(more(requests_per_second));
      REQUIRE(await([&] { return load.waiting() == 0; }));   // as an operator waits: who was sent away by the last one has come again
      REQUIRE(probe.get("/readyz").status == 200);
      const auto told = Clock::now();
      ::kill(suite.pids().at(name), SIGTERM);
      CHECK(await([&] { return probe.get("/readyz").status != 200; }));
      const auto unready = Clock::now() - told;
      std::optional<shopper::tools::Suite::Exit> ended;
      REQUIRE(await([&] { return (ended = suite.reap()).has_value(); }, exit_within));
      const auto gone = Clock::now() - told;
      CHECK(ended->name == name);
      CHECK(ended->code == 0);
      CHECK(unready <= unready_within + machine_is_busy);
      CHECK(gone <= exit_within);
      unready_slowest = std::max(unready_slowest, unready);
      exit_slowest = std::max(exit_slowest, gone);
      ++restarts;
      harness.start(name);
    }
  REQUIRE(more(requests_per_second));
  load.stop();
  const auto outcome = load.outcome();
  CHECK(outcome.unclean == "");
  CHECK(outcome.failed == 0);
  // Whose connection ended without an answer had met nobody: the gateway, which writes down what it answers, had not begun with any of them.
  const auto log = read_file(suite.data() / "logs" / "gateway.log");
  CHECK(log.find(outcome.served) != std::string::npos);
  for (const auto& trace : outcome.cut) CHECK(log.find(trace) == std::string::npos);
  CHECK(outcome.turned_away > 0);
  auto analyst = field.analyst();
  for (const auto& path : handed.in) CHECK(analyst.get(path).status == 200);
  std::ostringstream line;
  line << "rolling restarts: " << restarts << " under " << requests_per_second << " requests a second (at most " << ms(outcome.latest) << " ms late), " << outcome.done << " served, " << outcome.turned_away << " of them the second time, "
       << outcome.failed << " failed, " << outcome.cut.size() << " met a gateway that was closing; readiness false after at most " << ms(unready_slowest) << " ms, exit after at most " << ms(exit_slowest) << " ms";
  shopper::testing::tell_figures(line.str());
}
