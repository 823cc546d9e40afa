// Random small pools of people with features and households, and the engine's problem that describes them.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "selection/sortition/pool.h"

namespace shopper::sortition::testing {

struct Person {
  std::vector<int> values;   // one of each feature
  int household = -1;        // -1: lives alone
  int employer = 0;          // 0: none
};

struct Pool {
  int seats = 0;
  std::vector<Person> people;
  std::vector<std::vector<Row>> quotas;   // by feature and value
  int households = 0;
  int employer_max = 0;      // at most so many of one employer; 0 for no limit
};

enum class Quotas {
  exact,      // copied from one panel
  loose1,     // from one panel, plus and minus one
  loose2,     // plus and minus two
  composed,   // each feature's from another panel: often no panel keeps them all
};

struct Shape {
  int people = 10, seats = 3, features = 2, values = 3;
  Quotas quotas = Quotas::exact;
  bool households = false;
  int employers = 0;   // how many there are; with some, the pool has a limit
};

Shape random_shape(std::mt19937_64& random);
Pool random_pool(std::mt19937_64& random, const Shape& shape);
std::string described(const Shape& shape);

struct TypedPool {
  Problem problem;
  std::vector<int> type_of;   // by person
};
// Merges people of equal values and equal households into types: sortition.md section 4.1, also for households of several. Knows no employers.
TypedPool typed(const Pool& pool);

// The same people in the engine's pool, which makes the types itself.
sortition::Pool engine_pool(const Pool& pool);

// The problem as text, for the message of a failed test.
std::string described(const Problem& problem);

}  // namespace shopper::sortition::testing
