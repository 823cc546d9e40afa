#include "selection/sortition/reserve.h"

#include <algorithm>
#include <set>

namespace shopper::sortition {
namespace {

int differing_rows(const Type& a, const Type& b) {
  std::vector<int> different;
  std::set_symmetric_difference(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), std::back_inserter(different));
  return static_cast<int>(different.size());
}

}  // namespace

std::vector<std::uint32_t> nearest_reserve(const Pool& pool, const std::vector<std::uint32_t>& panel, int wanted, Random& random) {
  const auto& types = pool.problem().types;
  std::set<std::uint32_t> taken(panel.begin(), panel.end()), households;
  for (const auto person : panel)
    if (pool.household_of(person) != 0) households.insert(pool.household_of(person));
  std::vector<std::vector<std::uint32_t>> waiting(types.size());
  for (std::uint32_t person = 0; person < pool.people(); ++person)
    if (!taken.contains(person)) waiting[static_cast<std::size_t>(pool.type_of(person))].push_back(person);
  for (auto& people : waiting) random.shuffle(people);
  std::vector<std::uint32_t> housemates;
  auto seats = panel;
  random.shuffle(seats);
  std::vector<std::uint32_t> reserve;
  // Seat after seat, and round again while more are wanted.
  for (std::size_t turn = 0; static_cast<int>(reserve.size()) < wanted; ++turn) {
    const auto& type = types[static_cast<std::size_t>(pool.type_of(seats[turn % seats.size()]))];
    int nearest = -1, least = 0;
    for (std::size_t t = 0; t < types.size(); ++t) {
      auto& people = waiting[t];
      while (!people.empty() && households.contains(pool.household_of(people.back()))) {
        housemates.push_back(people.back());
        people.pop_back();
      }
      if (people.empty()) continue;
      const int distance = differing_rows(type, types[t]);
      if (nearest < 0 || distance < least) nearest = static_cast<int>(t), least = distance;
    }
    if (nearest < 0) break;
    const auto person = waiting[static_cast<std::size_t>(nearest)].back();
    waiting[static_cast<std::size_t>(nearest)].pop_back();
    if (pool.household_of(person) != 0) households.insert(pool.household_of(person));
    reserve.push_back(person);
  }
  random.shuffle(housemates);
  for (const auto person : housemates)
    if (static_cast<int>(reserve.size()) < wanted) reserve.push_back(person);
  return reserve;
}

}  // namespace shopper::sortition
