#include "selection/procedure/two_stage.h"

#include <algorithm>
#include <map>

#include "platform/codec/json.h"
#include "platform/crypto/hash.h"
#include "selection/procedure/need.h"
#include "selection/sortition/shortlist.h"

namespace shopper::selection::procedure {
namespace {

using sortition::Check;
using Verdict = Check::Verdict;

std::size_t quotas_of(const Proof& proof) { return static_cast<std::size_t>(std::find_if(proof.rows.begin(), proof.rows.end(), is_limit) - proof.rows.begin()); }

std::vector<int> quotas_of(const ProofType& type, std::size_t quotas) {
  auto rows = type.rows;
  std::erase_if(rows, [&](int row) { return row >= static_cast<int>(quotas); });
  return rows;
}

// Limits may lower the seats of types that count in them, and of no others: a type kept from its seats would lower the bound.
void limits(const Proof& proof, const char* of) {
  const auto quotas = quotas_of(proof);
  for (std::size_t r = quotas; r < proof.rows.size(); ++r) need(is_limit(proof.rows[r]) && proof.rows[r].min <= 0, std::string(of) + ": row " + std::to_string(r) + " is no limit of a household or an employer");
  for (std::size_t t = 0; t < proof.types.size(); ++t) {
    const auto& type = proof.types[t];
    const bool limited = !type.rows.empty() && type.rows.back() >= static_cast<int>(quotas);
    need(limited || type.seats_max == std::min(type.people, proof.size), std::string(of) + ": type " + std::to_string(t) + " has other seats than its people");
  }
}

// The shortlist's numbers from the expected seats and the seed.
void numbers(const Proof& pool, const sortition::Problem& problem, const Shortlist& shortlist) {
  need(shortlist.pool_sha256 == sha256_of(pool), "the pool's hash is another");
  need(shortlist.start == shortlist_start(shortlist_key(shortlist.seed, shortlist.pool_sha256)), "the start is not the one that the seed gives");
  need(shortlist.inclusion == sortition::inclusion_of(problem, pool.expected_seats, shortlist.wanted), "the chances of being shortlisted are not in proportion to the expected seats");
  need(shortlist.people == sortition::shortlist_counts(problem, shortlist.inclusion, shortlist.start), "the numbers by type are not those that the start gives");
}

// The shortlist's types are the pool's, with the people shortlisted and no others, under the same quotas.
void places(const Proof& pool, const Shortlist& shortlist, const Proof& proof) {
  const auto quotas = quotas_of(pool);
  need(proof.size == pool.size && proof.method == pool.method, "size or method are not the pool's");
  need(quotas == quotas_of(proof) && std::equal(pool.rows.begin(), pool.rows.begin() + static_cast<long>(quotas), proof.rows.begin()), "the quotas are not the pool's");
  limits(pool, "the pool");
  limits(proof, "the shortlist");
  std::vector<std::int64_t> left(pool.types.size(), 0), arrived(proof.types.size(), 0);
  for (const auto& place : shortlist.places) {
    const auto from = static_cast<std::size_t>(place[0]), to = static_cast<std::size_t>(place[1]);
    need(place[2] > 0 && quotas_of(pool.types[from], quotas) == quotas_of(proof.types[to], quotas), "people of type " + std::to_string(from) + " became type " + std::to_string(to) + ", which counts in other quotas");
    left[from] += place[2], arrived[to] += place[2];
  }
  for (std::size_t t = 0; t < left.size(); ++t) need(left[t] == shortlist.people[t], "type " + std::to_string(t) + " of the pool has other people in the shortlist");
  for (std::size_t t = 0; t < arrived.size(); ++t) need(arrived[t] == proof.types[t].people, "type " + std::to_string(t) + " of the shortlist has other people");
}

template <class Body>
Check checked(const char* name, std::string holds, const Body& body) {
  try {
    body();
    return {Verdict::holds, name, std::move(holds)};
  } catch (const Wrong& wrong) {
    return {Verdict::fails, name, wrong.reason};
  }
}

// What the arithmetic needs, before it is done.
void shape(const Proof& pool, const Shortlist& shortlist, const Proof& proof) {
  constexpr int size_max = 1'000'000;
  need(pool.size <= size_max, "there are too many seats");
  for (const double seats : pool.expected_seats) need(seats >= 0 && seats <= pool.size, "expected_seats are between none and all");
  need(pool.mixture.empty(), "the pool has no mixture");
  need(shortlist.wanted >= 1 && shortlist.wanted <= sortition::shortlist_max, "wanted is from 1 to " + std::to_string(sortition::shortlist_max));
  need(shortlist.inclusion.size() == pool.types.size() && shortlist.people.size() == pool.types.size(), "inclusion and people must have a number for each type of the pool");
  for (const auto& place : shortlist.places)
    need(place.size() == 3 && place[0] >= 0 && static_cast<std::size_t>(place[0]) < pool.types.size() && place[1] >= 0 && static_cast<std::size_t>(place[1]) < proof.types.size(), "a place is [type of the pool, type of the shortlist, people]");
}

const char* name_in_pool(const std::string& name) {
  static const std::map<std::string, const char*> names{{"point", "pool_point"}, {"cap", "pool_cap"}, {"in_no_panel", "pool_in_no_panel"}, {"lowest_chance", "pool_bound"}, {"further_levels", "pool_levels"}};
  return names.at(name);
}

}  // namespace

std::string sha256_of(const Proof& pool) { return crypto::sha256_hex(codec::dump(pool)); }

std::string shortlist_key(const std::string& seed, const std::string& pool_sha256) { return crypto::sha256_hex("shopper shortlist " + seed + " " + pool_sha256); }
std::int64_t shortlist_start(const std::string& key) { return std::stoll(key.substr(0, 10), nullptr, 16); }
std::uint64_t shortlist_turn(const std::string& key, const std::string& id) { return std::stoull(crypto::sha256_hex(key + " " + id).substr(0, 16), nullptr, 16); }

std::optional<std::vector<Check>> check_two_stages(const Proof& pool, const Shortlist& shortlist, const Proof& proof, std::vector<sortition::Panel> list, std::string& reason) {
  const auto first = claim_of(pool, {}, reason);
  const auto second = first ? claim_of(proof, std::move(list), reason) : std::nullopt;
  if (!second) return std::nullopt;
  try {
    shape(pool, shortlist, proof);
  } catch (const Wrong& wrong) {
    reason = wrong.reason;
    return std::nullopt;
  }
  auto checks = sortition::verify_point(*first);
  for (auto& check : checks) check.name = name_in_pool(check.name);
  std::int64_t people = 0;
  for (const int number : shortlist.people) people += number;
  checks.push_back(checked("shortlist", std::to_string(people) + " people of " + std::to_string(first->problem.people()) + " in the numbers by type that the seed gives, each with the chance of her type", [&] { numbers(pool, first->problem, shortlist); }));
  checks.push_back(checked("places", "the shortlist's types and quotas are the pool's, with these people and no others", [&] { places(pool, shortlist, proof); }));
  for (auto& check : sortition::verify(*second)) checks.push_back(std::move(check));
  return checks;
}

}  // namespace shopper::selection::procedure
