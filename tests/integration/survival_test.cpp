// What happens when a process is away, or dies at any moment: the others catch up, and nothing acknowledged is lost.
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

TEST_CASE("a drain lets requests finish", "[survival]") {
  Harness suite;
  Procedure procedure(suite);
  CHECK(suite.suite().stop(std::chrono::seconds(10)));
  suite.suite().start_all();
  suite.suite().await_ready();
  CHECK(procedure.admin().get(procedure.path()).status == 200);
}
