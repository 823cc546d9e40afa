// What happens when a process is away, or dies at any moment: the others catch up, and nothing acknowledged is lost.
#include <signal.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "tests/harness/procedure.h"

using namespace shopper::test;

TEST_CASE("selection is down while people apply; then it catches up", "[survival]") {
  Harness suite;
  Procedure procedure(suite);
  suite.kill("selection");
  std::vector<Person> people;
  for (int i = 0; i < 20; ++i) people.push_back(procedure.submitted());
  for (const auto& person : people) CHECK(procedure.state(person) == "submitted");
  refused(503, "SERVICE_UNAVAILABLE", procedure.admin().get("/v1/candidates/" + people[0].application));
  CHECK(suite.anyone().get("/readyz").status == 503);
  CHECK(suite.anyone().get("/healthz").status == 200);
  suite.start("selection");
  for (const auto& person : people) procedure.await_state(person, "phase1_review");
  CHECK(suite.anyone().get("/readyz").status == 200);
}

TEST_CASE("kill -9 between acknowledged writes loses nothing", "[survival]") {
  Harness suite;
  for (const auto& service : shopper::tools::Suite::names()) {
    INFO(service);
    Procedure procedure(suite);
    struct Known {
      Person person;
      Json answer;
    };
    std::vector<Known> known;
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 5; ++i) {
        const auto person = procedure.submitted();
        known.push_back({person, procedure.applicant(person).get(person.path()).json()});
      }
      procedure.review(procedure.candidate(), "reader-" + std::to_string(round), "pass");
      suite.restart(service);
    }
    for (const auto& [person, answer] : known) {
      const auto now = expect(200, procedure.applicant(person).get(person.path())).json();
      CHECK(now["details"] == answer["details"]);
      CHECK(now["verdict"] == answer["verdict"]);
      procedure.await_state(person, "phase1_review");
    }
    // What was under way goes on to the end.
    procedure.pooled();
  }
}

TEST_CASE("a process that is killed while writes are under way: acknowledged or not, never half", "[survival]") {
  Harness suite;
  Procedure procedure(suite);
  std::vector<std::pair<Person, Answer>> sent;
  for (int i = 0; i < 30; ++i) {
    Person person{"person-" + new_id(), new_id()};
    if (i % 10 == 5) suite.kill("registration");
    sent.emplace_back(person, procedure.applicant(person).put(person.path(), {{"programme_id", procedure.id()}, {"details", procedure.details()}}));
    if (i % 10 == 7) suite.start("registration");
  }
  int acknowledged = 0, refused_away = 0;
  for (const auto& [person, answer] : sent) {
    INFO(answer.body);
    const auto found = procedure.applicant(person).get(person.path());
    if (answer.status == 200) {
      ++acknowledged;
      CHECK(found.json() == answer.json());
    } else {
      ++refused_away;
      CHECK(answer.status == 503);
      CHECK(found.status == 404);
    }
  }
  CHECK(acknowledged >= 20);
  CHECK(refused_away >= 3);
}

TEST_CASE("a service that drains and comes back was away: nothing worse is said, whatever was under way", "[survival]") {
  Harness suite;
  Procedure procedure(suite);
  std::atomic<bool> over{false};
  std::mutex mutex;
  std::map<int, int> answers;
  std::string unexpected;
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i)
    callers.emplace_back([&, i, admin = procedure.admin(), anyone = suite.anyone()]() mutable {
      for (int n = 0; !over; ++n) {
        const auto answer = n % 2 ? admin.get(procedure.path()) : anyone.post(procedure.path() + "/eligibility-check", {{"date_of_birth", "1990-03-01"}, {"residency", "citizen"}, {"nationality", "634"}});
        const std::lock_guard lock(mutex);
        ++answers[answer.status];
        if (answer.status != 200 && answer.status != 503) unexpected = std::to_string(i) + ": " + answer.body;
      }
    });
  for (int round = 0; round < 8; ++round) {
    const auto enough = [&] {
      const std::lock_guard lock(mutex);
      return answers[200] > 50 * (round + 1);
    };
    CHECK(await(enough));
    ::kill(suite.suite().pids().at("registration"), SIGTERM);
    REQUIRE(await([&] { return suite.suite().reap().has_value(); }));
    suite.start("registration");
  }
  over = true;
  for (auto& caller : callers) caller.join();
  INFO(unexpected);
  CHECK(unexpected.empty());
  CHECK(answers[503] > 0);
}

TEST_CASE("a drain lets requests finish", "[survival]") {
  Harness suite;
  Procedure procedure(suite);
  CHECK(suite.suite().stop(std::chrono::seconds(10)));
  suite.suite().start_all();
  suite.suite().await_ready();
  CHECK(procedure.admin().get(procedure.path()).status == 200);
}
