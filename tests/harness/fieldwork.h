// What goes on in the field: a panel at work, places to visit, missions, reports and their quality control, step by step through REST.
// Every step requires its success and waits for what the other services make of it.
#pragma once

#include "tests/harness/procedure.h"

namespace shopper::test {

// An entity with one branch and one service that is offered by visit and on the web.
struct Place {
  std::string code, entity, branch, service;
};

// Answers to the form of `Fieldwork`, good or bad in all that is scored.
Json answers(bool good);

// A photo as shoppers attach it: one pixel of PNG, with its author's name in it.
const std::string& a_picture();

// The first wrong field of a problem document, as "/pointer CODE"; all of them, in order of their pointers, with `fields_of`.
std::vector<std::string> fields_of(const Answer& answer);

class Fieldwork {
 public:
  // A programme of that many active shoppers, whom evaluation knows, and a published form; `details` go into their applications.
  Fieldwork(Harness& harness, int shoppers, const Json& details = Json::object());

  Procedure& procedure() { return procedure_; }
  Harness& harness() { return procedure_.harness(); }
  const std::string& id() const { return procedure_.id(); }
  const std::string& form() const { return form_; }
  const std::vector<Person>& people() const { return people_; }
  const Person& person(std::size_t i) const { return people_.at(i); }
  // Whoever of the panel has that subject id.
  const Person& whose(const std::string& subject) const;
  Api shopper(const Person& person) { return procedure_.shopper(person); }
  Api admin() { return procedure_.admin(); }
  Api analyst(const std::string& subject = "analyst") { return harness().as("analyst", subject); }
  Api officer(const Place& place) { return harness().as("entity_officer", "officer-" + place.code, place.entity); }

  // A new place, known to recommendation too.
  Place place();

  // A mission of any state on the way; all give the path of the mission.
  Json plan(const Place& place, const Json& changes = Json::object());
  std::string planned(const Place& place, const Json& changes = Json::object());
  std::string offered(const Place& place, const Person& person, const Json& changes = Json::object());
  std::string declined(const Place& place, const Person& person);
  std::string accepted(const Place& place, const Person& person);
  std::string started(const Place& place, const Person& person);
  // Offered three days ago, so that the time to accept is over.
  std::string lapsed(const Place& place, const Person& person);
  Json mission(const std::string& path) { return expect(200, analyst().get(path)).json(); }
  std::string mission_state(const std::string& path) { return mission(path).value("state", ""); }
  void await_mission(const std::string& path, const std::string& wanted);
  // The mission that replaces this one, null when there is none.
  Json successor(const std::string& path);
  // Takes an offered mission and begins it.
  void begin(const Person& person, const std::string& path);

  // An organic report of today; `changes` is merged into it.
  Json sheet(const Place& place, bool good = true, const Json& changes = Json::object());
  // A report on a mission in progress.
  Json sheet_of(const std::string& mission, bool good = true, const Json& changes = Json::object());
  // Puts the sheet under a new id; gives the evaluation's path.
  std::string put(const Person& person, const Json& sheet);
  std::string draft(const Person& person, const Place& place) { return put(person, sheet(place)); }
  std::string submitted(const Person& person, const Place& place, bool good = true) { return put(person, sheet(place, good, {{"submit", true}})); }
  // A step of quality control, with a reason.
  Json review(const std::string& evaluation, const std::string& action, const Json& more = Json::object());
  // Takes it up, approves and releases it.
  void release(const std::string& evaluation);
  std::string released(const Person& person, const Place& place, bool good = true);
  Json evaluation(const std::string& path) { return expect(200, analyst().get(path)).json(); }
  std::string state(const std::string& path) { return evaluation(path).value("state", ""); }
  void await_evaluation(const std::string& path, const std::string& wanted);
  // The id under which the entity knows the released evaluation.
  std::string result_of(const std::string& evaluation);
  // Waits until recommendation has that many results of the place; gives them.
  Json results(const Place& place, std::size_t wanted);

  // A finding about the place's service in the dimension "staff", put by the analyst; gives its id.
  std::string finding(const Place& place, const std::vector<std::string>& evaluations);
  // A recommendation to the place's entity about that, in one of the states on the way; both give its path.
  std::string recommendation(const Place& place, const std::string& finding, const Json& changes = Json::object());
  std::string issued(const Place& place, const std::string& finding);
  // A step of the entity, or (without a place) of the analyst; requires its success.
  Json step(const Place& place, const std::string& recommendation, const std::string& action, const Json& body = Json::object());
  Json step(const std::string& recommendation, const std::string& action, const Json& body = Json::object());
  // From the acknowledgement to the claim that it is done.
  void claim_done(const Place& place, const std::string& recommendation);
  // Has the claim measured by that many missions due then, the first `good` of them with good results; waits until all have arrived.
  void measure(const Place& place, const std::string& recommendation, int visits, int good, const std::string& due_on);

  // An appeal of the entity against a result; waits until evaluation knows of it. Gives the appeal's path.
  std::string appeal(const Place& place, const std::string& evaluation);
  Answer decide(const std::string& appeal, const std::string& outcome, const Json& corrections = Json::object());

 private:
  void publish_form();
  // Programme, place and form, as missions and reports name them.
  Json whereabouts(const Place& place) const;
  Procedure procedure_;
  std::vector<Person> people_;
  std::string form_;
};

// The last part of a path.
std::string id_of(const std::string& path);

}  // namespace shopper::test
