#include "selection/sortition/pool.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace shopper::sortition {

Pool::Pool(int seats, std::vector<Row> rows, int employer_max) : employer_max_(employer_max) {
  problem_.seats = seats;
  problem_.rows = std::move(rows);
  quotas_ = problem_.rows.size();
}

int Pool::type_with(std::vector<int> rows) {
  const int next = static_cast<int>(problem_.types.size());
  const auto [found, is_new] = known_.try_emplace(rows, next);
  if (is_new) problem_.types.push_back({std::move(rows), 0, 0});
  return found->second;
}

void Pool::add(int type, std::uint32_t household, std::uint32_t employer) {
  ++problem_.types[static_cast<std::size_t>(type)].people;
  const auto note = [&](std::vector<std::uint32_t>& all, std::uint32_t number) {
    if (number != 0 && all.empty()) all.assign(type_of_.size(), 0);
    if (number != 0 || !all.empty()) all.push_back(number);
  };
  note(households_, household);
  note(employers_, employer);
  type_of_.push_back(type);
}

void Pool::close() {
  if (!employers_.empty() && employer_max_ > 0) split_by_employer();
  if (!households_.empty()) split_by_household();
  drop_empty_types();
  for (auto& type : problem_.types)
    if (type.seats_max == 0) type.seats_max = std::min(type.people, problem_.seats);
  known_.clear();
}

void Pool::split_by_employer() {
  std::unordered_map<std::uint32_t, int> applicants, rows;
  for (const auto employer : employers_) ++applicants[employer];
  for (std::size_t person = 0; person < people(); ++person) {
    const auto employer = employers_[person];
    // An employer with no more applicants than the limit cannot exceed it.
    if (employer == 0 || applicants[employer] <= employer_max_) continue;
    const auto [found, is_new] = rows.try_emplace(employer, static_cast<int>(problem_.rows.size()));
    if (is_new) problem_.rows.push_back({0, std::min(employer_max_, problem_.seats)});
    auto counted = problem_.types[static_cast<std::size_t>(type_of_[person])].rows;
    counted.push_back(found->second);
    --problem_.types[static_cast<std::size_t>(type_of_[person])].people;
    type_of_[person] = type_with(std::move(counted));
    ++problem_.types[static_cast<std::size_t>(type_of_[person])].people;
  }
  employer_rows_ = rows.size();
}

void Pool::split_by_household() {
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> members;
  for (std::uint32_t person = 0; person < people(); ++person)
    if (households_[person] != 0) members[households_[person]].push_back(person);
  // Households with the same mixture of types form a class; people alone stay what they are.
  std::map<std::vector<int>, std::vector<std::uint32_t>> classes;
  for (const auto& [household, people] : members) {
    if (people.size() < 2) continue;
    std::vector<int> mixture;
    for (const auto person : people) mixture.push_back(type_of_[person]);
    std::sort(mixture.begin(), mixture.end());
    classes[mixture].push_back(household);
  }
  for (const auto& [mixture, households] : classes) {
    const int row = static_cast<int>(problem_.rows.size()), number = static_cast<int>(households.size());
    problem_.rows.push_back({0, std::min(number, problem_.seats)});
    std::map<int, int> renamed;
    for (const int old : mixture) {
      if (renamed.contains(old)) continue;
      const int multiple = static_cast<int>(std::count(mixture.begin(), mixture.end(), old));
      auto rows = problem_.types[static_cast<std::size_t>(old)].rows;
      rows.push_back(row);
      renamed[old] = static_cast<int>(problem_.types.size());
      problem_.types.push_back({std::move(rows), number * multiple, std::min(number, problem_.seats)});
    }
    for (const auto household : households)
      for (const auto person : members[household]) {
        --problem_.types[static_cast<std::size_t>(type_of_[person])].people;
        type_of_[person] = renamed[type_of_[person]];
      }
  }
}

void Pool::drop_empty_types() {
  // Types that nobody is left in are no types.
  std::vector<int> place(problem_.types.size(), -1);
  std::vector<Type> kept;
  for (std::size_t t = 0; t < place.size(); ++t)
    if (problem_.types[t].people > 0) place[t] = static_cast<int>(kept.size()), kept.push_back(std::move(problem_.types[t]));
  for (int& type : type_of_) type = place[static_cast<std::size_t>(type)];
  problem_.types = std::move(kept);
}

std::vector<std::vector<std::uint32_t>> Pool::seat(const std::vector<Panel>& panels, Random& random) const {
  std::vector<std::vector<std::uint32_t>> members(problem_.types.size());
  for (std::uint32_t person = 0; person < people(); ++person) members[static_cast<std::size_t>(type_of_[person])].push_back(person);
  for (auto& people : members) random.shuffle(people);
  std::vector<std::size_t> turn(members.size(), 0);
  std::vector<std::vector<std::uint32_t>> seated;
  for (const auto& panel : panels) {
    auto& people = seated.emplace_back();
    std::set<std::uint32_t> households;
    for (const auto& [type, count] : panel) {
      auto& all = members[static_cast<std::size_t>(type)];
      auto& at = turn[static_cast<std::size_t>(type)];
      for (int i = 0; i < count; ++i) {
        // The next in turn whose household is not seated yet; who is passed over keeps her turn by changing places.
        std::size_t next = at;
        while (household_of(all[next % all.size()]) != 0 && households.contains(household_of(all[next % all.size()]))) {
          if (++next - at >= all.size()) break;
        }
        std::swap(all[next % all.size()], all[at % all.size()]);
        const auto person = all[at % all.size()];
        if (household_of(person) != 0) households.insert(household_of(person));
        people.push_back(person);
        ++at;
      }
    }
    std::sort(people.begin(), people.end());
  }
  return seated;
}

bool is_seated_panel(const Pool& pool, const std::vector<std::uint32_t>& people) {
  std::set<std::uint32_t> seen, households;
  std::map<std::uint32_t, int> employed;
  std::map<int, int> counts;
  for (const auto person : people) {
    if (person >= pool.people() || !seen.insert(person).second) return false;
    if (pool.household_of(person) != 0 && !households.insert(pool.household_of(person)).second) return false;
    if (pool.employer_max() > 0 && pool.employer_of(person) != 0 && ++employed[pool.employer_of(person)] > pool.employer_max()) return false;
    ++counts[pool.type_of(person)];
  }
  Panel panel;
  for (const auto& [type, count] : counts) panel.push_back({type, count});
  return is_panel(pool.problem(), panel);
}

}  // namespace shopper::sortition
