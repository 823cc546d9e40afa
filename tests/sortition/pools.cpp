#include "tests/sortition/pools.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace shopper::sortition::testing {
namespace {

int below(std::mt19937_64& random, int bound) { return static_cast<int>(random() % static_cast<std::uint64_t>(bound)); }

// Any panel that keeps the rules of households and employers; fewer seats when there are not enough of them.
std::vector<int> random_panel(std::mt19937_64& random, const Pool& pool) {
  std::vector<int> order(pool.people.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  std::vector<int> panel;
  std::set<int> homes;
  std::map<int, int> colleagues;
  for (const int i : order) {
    const auto& person = pool.people[static_cast<std::size_t>(i)];
    if (static_cast<int>(panel.size()) == pool.seats || homes.contains(person.household)) continue;
    if (person.employer > 0 && pool.employer_max > 0 && colleagues[person.employer] == pool.employer_max) continue;
    if (person.household >= 0) homes.insert(person.household);
    ++colleagues[person.employer];
    panel.push_back(i);
  }
  return panel;
}

}  // namespace

Shape random_shape(std::mt19937_64& random) {
  Shape shape;
  shape.features = 1 + below(random, 4);
  shape.values = 2 + below(random, shape.features > 2 ? 2 : 3);
  shape.people = 6 + below(random, shape.features > 2 ? 15 : 35);
  shape.seats = 2 + below(random, std::min(shape.people / 2, 7) - 1);
  const int kind = below(random, 8);
  shape.quotas = kind < 3 ? Quotas::exact : kind < 5 ? Quotas::loose1 : kind < 6 ? Quotas::loose2 : Quotas::composed;
  shape.households = below(random, 3) == 0;
  return shape;
}

Pool random_pool(std::mt19937_64& random, const Shape& shape) {
  Pool pool;
  pool.seats = shape.seats;
  for (int i = 0; i < shape.people; ++i) {
    Person person;
    // The smaller of two draws: low values are common, high ones rare, as in a real pool.
    for (int f = 0; f < shape.features; ++f) person.values.push_back(std::min(below(random, shape.values), below(random, shape.values)));
    pool.people.push_back(person);
  }
  if (shape.households)
    for (int i = 0; i + 2 < shape.people; i += 1 + below(random, 5)) {
      const int size = below(random, 3) == 0 ? 3 : 2;
      for (int j = 0; j < size && i < shape.people; ++j, ++i) pool.people[static_cast<std::size_t>(i)].household = pool.households;
      ++pool.households;
    }
  if (shape.employers > 0) {
    pool.employer_max = 1 + below(random, 2);
    for (auto& person : pool.people) person.employer = below(random, shape.employers + 1);
  }
  const int slack = shape.quotas == Quotas::loose1 ? 1 : shape.quotas == Quotas::loose2 ? 2 : 0;
  auto panel = random_panel(random, pool);
  for (int f = 0; f < shape.features; ++f) {
    if (shape.quotas == Quotas::composed) panel = random_panel(random, pool);
    std::vector<Row> rows(static_cast<std::size_t>(shape.values));
    for (const int i : panel) ++rows[static_cast<std::size_t>(pool.people[static_cast<std::size_t>(i)].values[static_cast<std::size_t>(f)])].max;
    for (auto& row : rows) row.min = std::max(0, row.max - slack), row.max += slack;
    pool.quotas.push_back(rows);
  }
  return pool;
}

TypedPool typed(const Pool& pool) {
  TypedPool made;
  auto& problem = made.problem;
  problem.seats = pool.seats;
  std::vector<int> first_row;
  for (const auto& rows : pool.quotas) {
    first_row.push_back(static_cast<int>(problem.rows.size()));
    problem.rows.insert(problem.rows.end(), rows.begin(), rows.end());
  }
  // A household's class: what its members are, whoever they are.
  using Values = std::vector<int>;
  std::vector<std::vector<Values>> members(static_cast<std::size_t>(pool.households));
  for (const auto& person : pool.people)
    if (person.household >= 0) members[static_cast<std::size_t>(person.household)].push_back(person.values);
  struct Class {
    int households = 0, row = -1;
  };
  std::map<std::vector<Values>, Class> classes;
  for (auto& household : members) {
    std::sort(household.begin(), household.end());
    ++classes[household].households;
  }
  for (auto& [household, of] : classes) {
    of.row = static_cast<int>(problem.rows.size());
    problem.rows.push_back({0, of.households});
  }
  std::map<std::pair<Values, int>, int> types;
  for (const auto& person : pool.people) {
    const auto* of = person.household < 0 ? nullptr : &classes.at(members[static_cast<std::size_t>(person.household)]);
    const auto [found, is_new] = types.try_emplace({person.values, of ? of->row : -1}, static_cast<int>(problem.types.size()));
    if (is_new) {
      Type type;
      for (std::size_t f = 0; f < person.values.size(); ++f) type.rows.push_back(first_row[f] + person.values[f]);
      if (of) type.rows.push_back(of->row);
      problem.types.push_back(type);
    }
    auto& type = problem.types[static_cast<std::size_t>(found->second)];
    ++type.people;
    type.seats_max = of ? of->households : type.people;
    made.type_of.push_back(found->second);
  }
  return made;
}

sortition::Pool engine_pool(const Pool& pool) {
  std::vector<Row> rows;
  std::vector<int> first_row;
  for (const auto& quotas : pool.quotas) {
    first_row.push_back(static_cast<int>(rows.size()));
    rows.insert(rows.end(), quotas.begin(), quotas.end());
  }
  sortition::Pool made(pool.seats, std::move(rows), pool.employer_max);
  for (const auto& person : pool.people) {
    std::vector<int> counted;
    for (std::size_t f = 0; f < person.values.size(); ++f) counted.push_back(first_row[f] + person.values[f]);
    made.add(made.type_with(std::move(counted)), static_cast<std::uint32_t>(person.household + 1), static_cast<std::uint32_t>(person.employer));
  }
  made.close();
  return made;
}

std::string described(const Shape& shape) {
  std::ostringstream text;
  text << shape.people << " people, " << shape.seats << " seats, " << shape.features << " features of " << shape.values << " values, quotas "
       << static_cast<int>(shape.quotas) << (shape.households ? ", households" : "") << (shape.employers > 0 ? ", employers" : "");
  return text.str();
}

std::string described(const Problem& problem) {
  std::ostringstream text;
  text << "seats " << problem.seats << "; rows";
  for (const auto& row : problem.rows) text << ' ' << row.min << ".." << row.max;
  text << "; types (rows: people, most seats)";
  for (const auto& type : problem.types) {
    text << " [";
    for (const int row : type.rows) text << row << ' ';
    text << ": " << type.people << ", " << type.seats_max << ']';
  }
  return text.str();
}

}  // namespace shopper::sortition::testing
