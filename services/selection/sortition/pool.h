// People and the types they form. Households: at most one person of each may be in a panel; people are then interchangeable when they count in
// the same rows and their households hold the same mixture of people, and each such class of households is one more row (at most as many seats
// as households), so that the engine need not know of households at all. Exact, by the argument of sortition.md 4.1. Employers: where more
// people apply than may sit together, the employer is one more row, before households are looked at, so that a household's mixture tells them apart.
#pragma once

#include <cstdint>
#include <map>

#include "selection/sortition/problem.h"
#include "selection/sortition/random.h"

namespace shopper::sortition {

enum class RowKind { quota, employer, household };   // in the order of the rows

class Pool {
 public:
  // `employer_max`: at most so many people of one employer may be in a panel; 0 for no limit.
  Pool(int seats, std::vector<Row> rows, int employer_max = 0);

  // The type of people who count in these rows (ascending).
  int type_with(std::vector<int> rows);
  // The next person. `household`, `employer`: 0 for none, else any number that its members share.
  void add(int type, std::uint32_t household = 0, std::uint32_t employer = 0);
  // After the last person; problem() is complete then.
  void close();

  std::size_t people() const { return type_of_.size(); }
  const Problem& problem() const { return problem_; }
  // What a row of the problem stands for.
  RowKind kind_of(std::size_t row) const { return row < quotas_ ? RowKind::quota : row < quotas_ + employer_rows_ ? RowKind::employer : RowKind::household; }
  int type_of(std::size_t person) const { return type_of_[person]; }
  std::uint32_t household_of(std::size_t person) const { return households_.empty() ? 0 : households_[person]; }
  std::uint32_t employer_of(std::size_t person) const { return employers_.empty() ? 0 : employers_[person]; }
  int employer_max() const { return employer_max_; }

  // Who sits in each panel, by number in the order of addition: within a type everybody in turn, from an order drawn by `random`, so that the
  // members of a type appear equally often (one of them once more where it does not come out even); never two of one household.
  std::vector<std::vector<std::uint32_t>> seat(const std::vector<Panel>& panels, Random& random) const;

 private:
  void split_by_employer();
  void split_by_household();
  void drop_empty_types();
  Problem problem_;
  int employer_max_ = 0;
  std::size_t quotas_ = 0, employer_rows_ = 0;
  std::map<std::vector<int>, int> known_;
  std::vector<int> type_of_;
  std::vector<std::uint32_t> households_, employers_;   // empty while nobody has one
};

// Whether no two of these share a household, no more than may an employer, and their types make a panel: the check of a seated panel, apart from
// the way it was made.
bool is_seated_panel(const Pool& pool, const std::vector<std::uint32_t>& people);

}  // namespace shopper::sortition
