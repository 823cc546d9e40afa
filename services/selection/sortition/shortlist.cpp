#include "selection/sortition/shortlist.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shopper::sortition {

std::vector<std::int64_t> inclusion_of(const Problem& problem, const std::vector<double>& expected, int wanted) {
  // Expected seats in whole trillionths: sums and quotients are then exact.
  constexpr double seat_parts = 1e12;
  std::vector<std::int64_t> seats, inclusion(expected.size(), 0);
  std::vector<std::size_t> rest;
  for (std::size_t t = 0; t < expected.size(); ++t) {
    seats.push_back(std::llround(std::max(expected[t], 0.0) * seat_parts));
    if (seats[t] > 0) rest.push_back(t);
  }
  std::int64_t left = wanted;
  for (bool again = true; again && !rest.empty();) {
    __int128 sum = 0;
    for (const auto t : rest) sum += seats[t];
    const auto share = std::max<std::int64_t>(left, 0);
    // Certain: people * sum <= share * seats.
    const auto certain = std::stable_partition(rest.begin(), rest.end(), [&](std::size_t t) { return problem.types[t].people * sum > static_cast<__int128>(share) * seats[t]; });
    again = certain != rest.end();
    for (auto t = certain; t != rest.end(); ++t) inclusion[*t] = inclusion_unit, left -= problem.types[*t].people;
    rest.erase(certain, rest.end());
    if (!again)
      for (const auto t : rest) inclusion[t] = static_cast<std::int64_t>(static_cast<__int128>(share) * seats[t] * inclusion_unit / (sum * problem.types[t].people));
  }
  return inclusion;
}

std::vector<int> shortlist_counts(const Problem& problem, const std::vector<std::int64_t>& inclusion, std::int64_t start) {
  std::vector<std::size_t> order(problem.types.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return problem.types[a].rows < problem.types[b].rows; });
  std::vector<int> counts(order.size(), 0);
  std::int64_t next = start;   // of the points, seen from the beginning of the type at hand
  for (const auto t : order) {
    const std::int64_t length = inclusion[t] * problem.types[t].people;
    if (next < length) {
      const auto points = (length - next - 1) / inclusion_unit + 1;
      counts[t] = static_cast<int>(points);
      next += points * inclusion_unit;
    }
    next -= length;
  }
  return counts;
}

Pool shortlisted(const Pool& pool, const std::vector<std::uint32_t>& people) {
  const auto& problem = pool.problem();
  std::vector<Row> quotas;
  for (std::size_t r = 0; r < problem.rows.size() && pool.kind_of(r) == RowKind::quota; ++r) quotas.push_back(problem.rows[r]);
  const auto limits_from = static_cast<int>(quotas.size());
  Pool made(problem.seats, std::move(quotas), pool.employer_max());
  for (const auto person : people) {
    auto rows = problem.types[static_cast<std::size_t>(pool.type_of(person))].rows;
    std::erase_if(rows, [&](int row) { return row >= limits_from; });
    made.add(made.type_with(std::move(rows)), pool.household_of(person), pool.employer_of(person));
  }
  made.close();
  return made;
}

}  // namespace shopper::sortition
