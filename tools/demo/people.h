// The applicants of the demonstration and what the procedure decides of each.
#pragma once

#include <string>
#include <vector>

#include "platform/base/time.h"
#include "random.h"

namespace shopper::demo {

// With zeros in front.
std::string padded(int number, int width);

struct Person {
  std::string ref;
  std::string submitted_at;
  std::string name_ar, name_en, qid;
  Date born;
  std::string nationality, residency;
  Date resident_since;
  std::string gender, occupation, employer, employer_entity, related_entities, municipality, address, email, phone, languages, motivation;
  bool consent = true, declarations = true, conflicts_complete = true;
  std::string withdrawn_at, offer_answer, notice_kind, notice_at, notice_from, notice_to;
  bool eligible = true;
  std::string nationality_group, age_group, occupation_group;   // as programme.json groups them
  bool passes_phase1 = false, passes_interview = false;
};

std::vector<Person> make_people(Random& random, int count);

}  // namespace shopper::demo
