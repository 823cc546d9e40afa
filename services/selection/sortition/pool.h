// People and the types they form. Households: at most one person of each may be in a panel; people are then interchangeable when they count in
// the same rows and their households hold the same mixture of people, and each such class of households is one more row (at most as many seats
// as households), so that the engine need not know of households at all. Exact, by the argument of sortition.md 4.1.
#pragma once

#include <cstdint>
#include <map>

#include "selection/sortition/problem.h"
#include "selection/sortition/random.h"

namespace shopper::sortition {

enum class RowKind { quota, household };

class Pool {
 public:
  Pool(int seats, std::vector<Row> rows);

  // The type of people who count in these rows (ascending).
  int type_with(std::vector<int> rows);
  // The next person. `household`: 0 for none, else any number that its members share.
  void add(int type, std::uint32_t household = 0);
  // After the last person; problem() is complete then.
  void close();

  std::size_t people() const { return type_of_.size(); }
  const Problem& problem() const { return problem_; }
  // What a row of the problem stands for: the quotas given come first.
  RowKind kind_of(std::size_t row) const { return row < quotas_ ? RowKind::quota : RowKind::household; }
  int type_of(std::size_t person) const { return type_of_[person]; }
  std::uint32_t household_of(std::size_t person) const { return households_.empty() ? 0 : households_[person]; }

  // Who sits in each panel, by number in the order of addition: within a type everybody in turn, from an order drawn by `random`, so that the
  // members of a type appear equally often (one of them once more where it does not come out even); never two of one household.
  std::vector<std::vector<std::uint32_t>> seat(const std::vector<Panel>& panels, Random& random) const;

 private:
  void split_by_household();
  Problem problem_;
  std::size_t quotas_ = 0;
  std::map<std::vector<int>, int> known_;
  std::vector<int> type_of_;
  std::vector<std::uint32_t> households_;   // empty while nobody has one
};

// Whether no two of these share a household, and their types make a panel: the check of a seated panel, apart from the way it was made.
bool is_seated_panel(const Pool& pool, const std::vector<std::uint32_t>& people);

}  // namespace shopper::sortition
