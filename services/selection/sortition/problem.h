// The panel problem in the form the engine works on. People who count in the same rows are interchangeable and form a type; swapping two
// of them maps panels to panels, so every fair lottery can give them the same chance, and the engine never looks at single people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace shopper::sortition {

// A panel must hold between `min` and `max` people who count in the row. Rows are quotas, and limits of households and employers (min 0).
struct Row {
  int min = 0;
  int max = 0;
};

struct Type {
  std::vector<int> rows;   // indices of the rows its people count in, ascending
  int people = 0;          // how many there are in the pool
  int seats_max = 0;       // how many of them one panel can hold: all, or one of each household
};

struct Problem {
  int seats = 0;
  std::vector<Row> rows;
  std::vector<Type> types;
  std::int64_t people() const {
    std::int64_t n = 0;
    for (const auto& type : types) n += type.people;
    return n;
  }
};

// Seats of a panel by type: ascending types, each with at least one seat.
struct Seats {
  int type = 0;
  int count = 0;
  bool operator==(const Seats&) const = default;
};
using Panel = std::vector<Seats>;

// Counted in whole numbers, by nothing but additions: the check that every panel passes before it leaves the engine.
bool is_panel(const Problem& problem, const Panel& panel);

}  // namespace shopper::sortition
