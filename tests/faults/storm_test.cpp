// The real suite, its processes killed at random instants while people apply and report, stopped for seconds, and started in any order
// . Nobody helps: clients repeat, processes are started again, and that is all.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include "tests/faults/report.h"
#include "tests/faults/stores.h"
#include "tests/harness/fieldwork.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using shopper::store::Db;

namespace {

constexpr int clients = 4;
constexpr int applications_every = 5;   // the others are reports
constexpr auto patience = std::chrono::seconds(60);

// What clients do with an answer that is none: the same again, until it is one.
struct Crowd {
  std::atomic<int> acknowledged{0};
  std::atomic<int> repeated{0};
  std::mutex mutex;
  std::vector<std::string> reports, applications;
  std::string unexpected;

  bool insist(const std::function<Answer()>& send) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
      const auto answer = send();
      if (answer.status >= 200 && answer.status < 300) {
        ++acknowledged;
        return true;
      }
      if (answer.status != 0 && answer.status != 502 && answer.status != 503 && answer.status != 504) {
        const std::lock_guard lock(mutex);
        unexpected = std::to_string(answer.status) + " " + answer.body;
        return false;
      }
      ++repeated;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));   // as a client would; nothing is waited for here
    }
    const std::lock_guard lock(mutex);
    unexpected = "nobody answered for a minute";
    return false;
  }
};

}  // namespace

TEST_CASE("processes are killed at random instants: whatever was acknowledged is there once, and all goes on by itself", "[storm]") {
  const int kills = wanted("SHOPPER_TEST_KILLS", 10);
  const int submissions = wanted("SHOPPER_TEST_SUBMISSIONS", 300);
  std::mt19937_64 random(shopper::testing::seed("kill storm"));
  Harness suite;
  Fieldwork field(suite, 1);
  const auto place = field.place();
  const auto sheet = field.sheet(place, true, {{"submit", true}});
  const auto start = std::chrono::steady_clock::now();
  Crowd crowd;
  std::atomic<int> next{0};
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client)
    threads.emplace_back([&, reporter = field.shopper(field.person(0))]() mutable {
      for (int number = next++; number < submissions; number = next++, ++done) {
        const auto id = new_id();
        if (number % applications_every != 0) {
          if (!crowd.insist([&] { return reporter.put("/v1/evaluations/" + id, sheet); })) return;
          const std::lock_guard lock(crowd.mutex);
          crowd.reports.push_back(id);
          continue;
        }
        const Person person{"person-" + id, id};
        auto applicant = suite.as("applicant", person.subject);
        Json details;
        {
          const std::lock_guard lock(crowd.mutex);
          details = field.procedure().details();
        }
        const auto key = new_id();
        if (!crowd.insist([&] { return applicant.put(person.path(), {{"programme_id", field.id()}, {"details", details}}); })) return;
        if (!crowd.insist([&] { return applicant.post(person.path() + "/submit", Json::object(), {{"If-Match", "\"1\""}, {"Idempotency-Key", key}}); })) return;
        const std::lock_guard lock(crowd.mutex);
        crowd.applications.push_back(id);
      }
    });
  auto names = shopper::tools::Suite::names();
  std::map<std::string, int> killed;
  for (int kill = 0; kill < kills; ++kill) {
    // Spread over the work, whatever the machine makes of it.
    if (!await([&] { return done >= submissions * (kill + 1) / (kills + 2) || !crowd.unexpected.empty(); }, patience)) break;
    const auto turn = static_cast<std::size_t>(kill) % names.size();   // everybody has a turn, in ever new orders
    if (turn == 0) std::shuffle(names.begin(), names.end(), random);
    const auto& name = names[turn];
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));   // any instant within a request
    suite.kill(name);
    ++killed[name];
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));
    suite.suite().start(name);
  }
  for (auto& thread : threads) thread.join();
  INFO(crowd.unexpected);
  REQUIRE(crowd.unexpected.empty());
  suite.suite().await_ready(patience);
  const Stores stores(suite);
  CHECK(await([&] { return stores.drained(); }, patience));
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  CHECK(suite.suite().stop());
  stores.check();

  int lost = 0, twice = 0;
  const auto once = [&](Db& db, const std::string& sql, const std::string& id) {
    const auto found = db.one<std::int64_t>(sql, {id}).value();
    lost += found < 1;
    twice += found > 1;
  };
  auto evaluation = stores.open("evaluation"), registration = stores.open("registration"), selection = stores.open("selection");
  for (const auto& id : crowd.reports) once(evaluation, "select count(*) from evaluation where id = :i and state = 'submitted'", id);
  for (const auto& id : crowd.applications) {
    once(registration, "select count(*) from outbox where type = 'application.eligible' and subject = :i", id);
    once(selection, "select count(*) from candidate where id = :i", id);
  }
  CHECK(evaluation.one<std::int64_t>("select count(*) from evaluation") == static_cast<std::int64_t>(crowd.reports.size()));
  CHECK(lost == 0);
  CHECK(twice == 0);
  CHECK(static_cast<int>(crowd.reports.size() + crowd.applications.size()) == submissions);
  std::ostringstream line;
  line << "kill storm: " << kills << " kills (";
  for (const auto& [name, count] : killed) line << name << " " << count << (name == killed.rbegin()->first ? "" : ", ");
  line << "), " << submissions << " submissions, " << crowd.acknowledged << " acknowledged, " << crowd.repeated << " repeated, " << lost << " lost, " << twice << " twice, " << seconds << " s";
  shopper::testing::tell_figures(line.str());
}

TEST_CASE("a process that stands still for seconds: callers hear of it in time, and afterwards all is well", "[storm]") {
  Harness suite;
  Procedure procedure(suite);
  const auto pid = suite.suite().pids().at("registration");
  ::kill(pid, SIGSTOP);
  const auto start = std::chrono::steady_clock::now();
  const auto answer = procedure.admin().get(procedure.path());
  const auto waited = std::chrono::steady_clock::now() - start;
  CHECK((answer.status == 504 || answer.status == 503));
  CHECK(waited < std::chrono::seconds(20));
  CHECK(suite.anyone().get("/healthz").status == 200);
  ::kill(pid, SIGCONT);
  suite.suite().await_ready(patience);
  CHECK(procedure.admin().get(procedure.path()).status == 200);
  procedure.candidate();
}

TEST_CASE("processes start in any order, each late or early: all become ready and none gives up", "[storm]") {
  std::mt19937_64 random(shopper::testing::seed("start orders"));
  Harness suite;
  Procedure procedure(suite);
  auto names = shopper::tools::Suite::names();
  for (int order = 0; order < wanted("SHOPPER_TEST_ORDERS", 4); ++order) {
    REQUIRE(suite.suite().stop());
    std::shuffle(names.begin(), names.end(), random);
    for (const auto& name : names) {
      INFO(name);
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 100));
      suite.suite().start(name);
    }
    suite.suite().await_ready(patience);
    procedure.candidate();
  }
}
