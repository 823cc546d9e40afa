// A programme and what people do in it, step by step, each through REST: fixtures for tests that need somebody further on.
// Every step requires its success (a Catch2 assertion) and waits for what the other services make of it.
#pragma once

#include <catch2/catch.hpp>

#include "tests/harness/harness.h"

namespace shopper::test {

// Requires the status; a failing test shows the whole answer.
inline Answer expect(int status, Answer answer) {
  INFO(answer.body);
  REQUIRE(answer.status == status);
  return answer;
}

// Requires a problem document with that status and code.
inline Answer refused(int status, const std::string& code, Answer answer) {
  INFO(answer.body);
  REQUIRE(answer.status == status);
  REQUIRE(answer.code() == code);
  return answer;
}

struct Person {
  std::string subject;
  std::string application;   // also the id as candidate and as member of the panel
  std::string path() const { return "/v1/applications/" + application; }
  std::string member() const { return "/v1/panel-members/" + application; }
};

class Procedure {
 public:
  struct Sizes {
    int panel = 1;
    int reserve = 0;
  };
  // A published programme whose window is open today.
  explicit Procedure(Harness& harness) : Procedure(harness, Sizes{}) {}
  Procedure(Harness& harness, Sizes sizes);

  Harness& harness() { return harness_; }
  const std::string& id() const { return id_; }
  std::string path() const { return "/v1/programmes/" + id_; }
  Api admin() { return harness_.as("administrator"); }
  Api applicant(const Person& person) { return harness_.as("applicant", person.subject); }
  Api shopper(const Person& person) { return harness_.as("shopper", person.subject); }

  // What a complete application says; `changes` is merged into it.
  Json details(const Json& changes = Json::object());
  Person draft(const Json& changes = Json::object());
  Person submitted(const Json& changes = Json::object());   // judged, whatever the verdict
  Person candidate(const Json& changes = Json::object());   // known to selection: phase1_review
  Person invited(const Json& changes = Json::object());     // two readers agreed
  Person scheduled(const Json& changes = Json::object());   // a slot is booked; see interview_of
  Person interviewed(const Json& changes = Json::object()); // the quorum of three scored 5 of 5
  Person pooled(const Json& changes = Json::object());
  // The whole public draw, done so long ago; the panel's members then have an offer.
  Json draw(std::chrono::hours ago = std::chrono::hours(0));
  Person offered() { auto person = pooled(); draw(); return person; }
  void accept(const Person& person) { expect(200, applicant(person).act_now(person.member(), "accept")); }
  void sign(const Person& person);
  void attend(const Person& person);
  void certify(const Person& person) { expect(200, admin().act_now(person.member(), "certify")); }
  void activate(const Person& person) { expect(200, admin().act_now(person.member(), "activate")); }
  // All of the above for one person.
  Person active_member();

  void review(const Person& person, const std::string& reader, const std::string& verdict);
  // Books the person's slot; gives the interview's path.
  std::string book(const Person& person);
  void score(const std::string& interview, const std::string& committee_member, int points);

  // The state as registration shows it; the wait covers what selection has to tell.
  std::string state(const Person& person) { return admin().get(person.path()).json().value("state", ""); }
  void await_state(const Person& person, const std::string& wanted) {
    const bool reached = await([&] { return state(person) == wanted; });
    INFO(person.application << " is " << state(person));
    REQUIRE(reached);
  }
  std::string member_state(const Person& person) { return admin().get(person.member()).json().value("state", ""); }

 private:
  std::string slot();
  Harness& harness_;
  const std::string id_ = new_id();
  std::string slot_, workshop_;
};

}  // namespace shopper::test
