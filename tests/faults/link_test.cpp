// bad links between the real processes, which talk TLS through a gate of ours. Whatever the link does, nobody is told something
// wrong, nobody waits beyond the deadline, and once it is well all goes on by itself.
#include <signal.h>

#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "tests/faults/report.h"
#include "tests/harness/link_gate.h"
#include "tests/harness/procedure.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto deadline = std::chrono::seconds(2);
constexpr auto tolerance = std::chrono::seconds(3);   // on a machine that does much else at the time

int wanted(const char* variable, int otherwise) {
  const char* given = std::getenv(variable);
  return given ? std::atoi(given) : otherwise;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// What each service is asked: a read that needs it alone.
std::string path_at(const std::string& service, const Procedure& procedure) {
  static const std::map<std::string, std::string> paths{{"identity", "/.well-known/jwks.json"}, {"selection", "/v1/candidates?programme_id="}, {"evaluation", "/v1/entities"},
                                                        {"recommendation", "/v1/findings?programme_id="}};
  if (service == "registration") return procedure.path();
  const auto& path = paths.at(service);
  return path.ends_with('=') ? path + procedure.id() : path;
}

struct Outcome {
  int right = 0;
  std::map<int, int> errors;
  std::string wrong;
  Clock::duration slowest{};
};

class Network {
 public:
  explicit Network(const std::string& certificates) : suite(certificates) {
    for (const auto& [service, address] : suite.suite().service_addresses()) {
      gates[service] = std::make_unique<LinkGate>(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))), shopper::testing::seed("link"));
      suite.suite().change("gateway", "SHOPPER_" + upper(service) + "_ADDRESS", gates[service]->address());
    }
    suite.restart("gateway");
  }
  Harness suite;
  std::map<std::string, std::unique_ptr<LinkGate>> gates;
};

}  // namespace

TEST_CASE("bad links: errors are clean and in time, nothing is made up, and all is well within seconds", "[links]") {
  const shopper::testing::TemporaryDirectory directory;
  REQUIRE(std::system((std::string(SHOPPER_SOURCE_DIR) + "/tools/gen-certs --out " + directory.file("certs") + " >/dev/null 2>&1").c_str()) == 0);
  Network network(directory.file("certs"));
  Procedure procedure(network.suite);
  const auto length = std::chrono::milliseconds(wanted("SHOPPER_TEST_LINK_MS", 400));
  const bool every = std::getenv("SHOPPER_TEST_LINK_MS");
  int turn = 0;
  for (auto& [service, gate] : network.gates) {
    const auto path = path_at(service, procedure);
    auto caller = network.suite.as("administrator");
    const auto truth = expect(200, caller.get(path)).body;
    for (const auto fault : shopper::enum_values<Fault>()) {
      // In the quick form every fault is met, each at some of the links.
      if (!every && ++turn % 3 != 0 && !(service == "registration" && fault == Fault::sliced)) continue;
      INFO(service << ", " << to_string(fault));
      Outcome outcome;
      gate->set(fault);
      const auto end = Clock::now() + length;
      do {
        const auto asked = Clock::now();
        const auto answer = caller.get(path);
        outcome.slowest = std::max(outcome.slowest, Clock::now() - asked);
        if (answer.status == 200 && answer.body == truth) ++outcome.right;
        else if (answer.status >= 502 && answer.status <= 504 && !answer.code().empty()) ++outcome.errors[answer.status];
        else outcome.wrong = std::to_string(answer.status) + " " + answer.body;
      } while (Clock::now() < end);
      gate->set(Fault::none);
      const auto healed = Clock::now();
      const bool back = await([&] { return caller.get(path).status == 200; }, std::chrono::seconds(20));
      const auto recovery = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - healed);
      INFO(outcome.wrong);
      CHECK(outcome.wrong.empty());
      CHECK(outcome.slowest < deadline + tolerance);
      CHECK(back);
      if (fault == Fault::none || fault == Fault::sliced) CHECK(outcome.errors.empty());
      std::ostringstream line;
      line << "link gateway-" << service << ", " << to_string(fault) << ": " << outcome.right << " right";
      for (const auto& [status, count] : outcome.errors) line << ", " << count << " x " << status;
      line << ", slowest " << std::chrono::duration_cast<std::chrono::milliseconds>(outcome.slowest).count() << " ms, well after " << recovery.count() << " ms";
      shopper::testing::tell_figures(line.str());
    }
  }
  procedure.candidate();   // and the suite as a whole is
}

TEST_CASE("a peer that hangs: callers hear in time, then at once, and it is asked again when it is back", "[links]") {
  Harness suite;
  Procedure procedure(suite);
  const auto pid = suite.suite().pids().at("registration");
  ::kill(pid, SIGSTOP);
  std::vector<std::thread> callers;
  std::mutex mutex;
  std::map<int, int> statuses;
  Clock::duration slowest{};
  for (int i = 0; i < 24; ++i)
    callers.emplace_back([&, api = procedure.admin()]() mutable {
      const auto asked = Clock::now();
      const auto answer = api.get(procedure.path());
      const std::lock_guard lock(mutex);
      ++statuses[answer.status];
      slowest = std::max(slowest, Clock::now() - asked);
    });
  for (auto& caller : callers) caller.join();
  CHECK(statuses[504] + statuses[503] == 24);
  CHECK(slowest < deadline + tolerance);
  // Twenty have failed: the next are not made to wait.
  auto admin = procedure.admin();
  bool at_once = false;
  std::string said;
  CHECK(await([&] {
    const auto asked = Clock::now();
    const auto answer = admin.get(procedure.path());
    said = answer.body;
    at_once = answer.status == 503 && answer.code() == "SERVICE_UNAVAILABLE" && !answer.header("retry-after").empty() && Clock::now() - asked < std::chrono::milliseconds(100);
    return at_once;
  }));
  INFO(said);
  CHECK(suite.anyone().get("/metrics").body.find("shopper_breaker_open{service=\"gateway\",peer=\"registration\"} 1") != std::string::npos);
  CHECK(suite.anyone().get("/healthz").status == 200);
  ::kill(pid, SIGCONT);
  const auto healed = Clock::now();
  CHECK(await([&] { return admin.get(procedure.path()).status == 200; }));
  shopper::testing::tell_figures("hanging peer: slowest answer " + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(slowest).count()) + " ms, well after " +
                                 std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - healed).count()) + " ms");
}
