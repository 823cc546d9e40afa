// One real thing of each kind that a path can name, made through REST and owned by people the test knows.
#pragma once

#include <set>

#include "tests/harness/fieldwork.h"

namespace shopper::test {

struct Thing {
  std::string collection;           // "applications"
  std::vector<std::string> ids;     // the variables of its path; for things below it, more of them
  std::string owner;                // the subject whose it is; "": nobody's
  std::string entity;               // which it is about; "": none
  std::string programme;            // to which it belongs; "": to none
  std::set<std::string> hidden_from;   // roles that may not know of it in its present state, whatever they hold ("nobody": without a token)
  bool settled = true;              // in a state in which every operation that exists for it finds it
};

class Possessions {
 public:
  explicit Possessions(Harness& harness);

  const std::vector<Thing>& things() const { return things_; }
  // A thing of that collection that is settled; null when the table has none.
  const Thing* settled(const std::string& collection) const;
  // Whose the table's things of one person are, where they need a member of the panel.
  const Person& owner() const { return field_.person(0); }
  const std::string& owner_programme() const { return field_.id(); }
  // Another member of the same panel: knows the programme, owns nothing of the table.
  const Person& other() const { return field_.person(1); }
  const std::string& entity() const { return place_.entity; }
  const std::string& other_entity() const { return other_place_.entity; }
  const std::string& other_programme() const { return elsewhere_.id(); }

 private:
  void add(Thing thing) { things_.push_back(std::move(thing)); }
  void applications();
  void selection();
  void fieldwork();
  void results();
  std::string with_evidence(const Json& changes);

  Harness& harness_;
  Fieldwork field_;
  Procedure elsewhere_;
  Place place_, other_place_;
  std::vector<Thing> things_;
};

}  // namespace shopper::test
