#include "selection/procedure/proof_check.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdio>
#include <set>

#include "selection/procedure/merkle.h"
#include "selection/procedure/need.h"
#include "selection/procedure/reserve.h"
#include "selection/sortition/fairness.h"

namespace shopper::selection::procedure {
namespace {

using sortition::Check;
using Verdict = Check::Verdict;

constexpr double bound_tolerance = 1e-6, chance_tolerance = 1e-9;
// A type's share is dealt within one appearance a person, in the hardest pools within four; turns add one.
constexpr double appearances_apart = 6;
constexpr int turns_apart_housemates = 3;


// The proof's quotas and settings are the committed ones.
void settings(const Committed& committed, const Proof& proof) {
  need(proof.size == committed.size && proof.method == committed.method && proof.cap == committed.cap, "size, method or cap are not the committed ones");
  const bool capped = committed.cap_kind == "automatic" || committed.cap_kind == "fixed";
  need(proof.cap ? capped : committed.cap_kind == "off", "the kind of cap is not that of the proof");
  std::vector<ProofRow> quotas;
  for (const auto& row : proof.rows)
    if (!is_limit(row)) quotas.push_back(row);
  need(quotas.size() == committed.quotas.size(), "the quotas are not the committed ones");
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    const auto& quota = committed.quotas[q];
    need(quotas[q] == ProofRow{quota.feature, quota.value, quota.min, std::min(quota.max, committed.size)}, "the quota of " + quota.feature + " " + quota.value + " is not the committed one");
  }
}

// Every place is bound to its leaf; its type counts in just the rows that its features are in.
void places(const Committed& committed, const PublicProof& proof) {
  need(proof.places.size() == committed.leaves.size(), "there is not a place for each candidate");
  std::set<std::string> identities;
  for (std::size_t i = 0; i < proof.places.size(); ++i) {
    const auto& place = proof.places[i];
    const auto at = "candidate " + std::to_string(i);
    need(is_salt(place.salt) && is_salt(place.chance_salt), at + ": a salt is 32 hexadecimal digits");
    need(identities.insert(place.identity).second, at + ": somebody stands in the list twice");
    need(place.household >= 0 && place.employer >= 0, at + ": households and employers are numbers from 0");
    need(candidate_leaf(place.identity, features_commitment(place.salt, place.counted())) == committed.leaves[i], at + ": these are not the features committed");
    need(place.type >= 0 && static_cast<std::size_t>(place.type) < proof.proof.types.size(), at + ": there is no such type");
    const auto& counted = proof.proof.types[static_cast<std::size_t>(place.type)].rows;
    for (std::size_t r = 0; r < proof.proof.rows.size(); ++r) {
      const auto& row = proof.proof.rows[r];
      if (is_limit(row)) continue;
      const auto value = place.features.find(row.feature);
      const bool belongs = value != place.features.end() && value->second == row.value;
      need(belongs == std::binary_search(counted.begin(), counted.end(), static_cast<int>(r)), at + ": the type does not count " + row.feature + " " + row.value + " as the features say");
    }
  }
}

// Limits of households and employers, and the seats a type can have, forbid nothing that the rules do not forbid: else the bound would be too low.
void limits(const Committed& committed, const PublicProof& proof) {
  const auto& types = proof.proof.types;
  std::vector<int> people(types.size(), 0), loners(types.size(), 0);
  std::vector<std::set<int>> homes(types.size()), employers(types.size());
  for (const auto& place : proof.places) {
    const auto t = static_cast<std::size_t>(place.type);
    ++people[t];
    if (place.household > 0) homes[t].insert(place.household);
    else ++loners[t];
    employers[t].insert(place.employer);
  }
  for (std::size_t t = 0; t < types.size(); ++t) {
    const int seats = std::min(committed.size, loners[t] + static_cast<int>(homes[t].size()));
    need(types[t].people == people[t] && types[t].seats_max >= seats, "type " + std::to_string(t) + " has other people or fewer seats than its places");
  }
  for (std::size_t r = 0; r < proof.proof.rows.size(); ++r) {
    const auto& row = proof.proof.rows[r];
    if (!is_limit(row)) continue;
    std::set<int> at_home, employed;
    bool all_at_home = true;
    for (std::size_t t = 0; t < types.size(); ++t)
      if (std::binary_search(types[t].rows.begin(), types[t].rows.end(), static_cast<int>(r))) {
        at_home.insert(homes[t].begin(), homes[t].end());
        employed.insert(employers[t].begin(), employers[t].end());
        all_at_home &= loners[t] == 0;
      }
    const bool implied = row.feature == "household" ? all_at_home && row.max >= std::min(static_cast<int>(at_home.size()), committed.size)
                                                    : employed.size() == 1 && *employed.begin() > 0 && committed.employer_max > 0 && row.max >= std::min(committed.employer_max, committed.size);
    need(row.min <= 0 && implied, "a limit of a " + row.feature + " forbids more than the rule");
  }
}

// The list is the committed one, and its panels are panels.
void list(const Committed& committed, const PublicProof& proof) {
  need(proof.panels.size() == static_cast<std::size_t>(committed.panels) && proof.panel_salts.size() == proof.panels.size(), "the list does not have the committed number of panels");
  std::vector<std::string> leaves;
  for (std::size_t j = 0; j < proof.panels.size(); ++j) {
    need(is_panel_of(proof.panels[j], committed) && is_salt(proof.panel_salts[j]), "panel " + std::to_string(j) + " does not have " + std::to_string(committed.size) + " different candidates");
    leaves.push_back(panel_leaf(proof.panels[j], proof.panel_salts[j]));
  }
  need(merkle_root(leaves) == committed.list_root, "the list is not the committed one");
}

// Everybody's chance: what the list gives a candidate is what the fair chances promise her type, and members of a type have equal turns.
Check chances(const Committed& committed, const PublicProof& proof) {
  const auto appearances = appearances_in(proof.panels, proof.places.size());
  std::vector<std::string> leaves;
  std::vector<sortition::Chance> all;
  double furthest = 0;
  struct Turns {
    int least = INT_MAX, most = 0;
    bool housemates = false;
  };
  std::vector<Turns> turns(proof.proof.types.size());
  for (std::size_t i = 0; i < proof.places.size(); ++i) {
    const auto& place = proof.places[i];
    const auto t = static_cast<std::size_t>(place.type);
    leaves.push_back(chance_leaf(static_cast<int>(i), appearances[i], place.chance_salt));
    all.push_back({appearances[i] / static_cast<double>(committed.panels), 1});
    furthest = std::max(furthest, std::abs(appearances[i] - committed.panels * proof.proof.expected_seats[t] / proof.proof.types[t].people));
    turns[t].least = std::min(turns[t].least, appearances[i]);
    turns[t].most = std::max(turns[t].most, appearances[i]);
    turns[t].housemates |= place.household > 0;
  }
  const auto fair = sortition::fairness(std::move(all));
  const auto told = [](double a, double b) { return std::abs(a - b) < chance_tolerance; };
  if (merkle_root(leaves) != committed.chances_root) return {Verdict::fails, "chances", "the appearances committed for each candidate are not those of the list"};
  if (!told(fair.lowest, committed.lowest_chance) || !told(fair.highest, committed.highest_chance) || !told(fair.gini, committed.gini)) return {Verdict::fails, "chances", "lowest chance, highest or Gini are not those of the list"};
  for (std::size_t t = 0; t < turns.size(); ++t)
    // Who sits out for a housemate may come a turn late.
    if (turns[t].most - turns[t].least > (turns[t].housemates ? turns_apart_housemates : 1)) return {Verdict::fails, "chances", "of type " + std::to_string(t) + " some appear " + std::to_string(turns[t].most) + " times, others " + std::to_string(turns[t].least)};
  if (!(furthest <= appearances_apart)) return {Verdict::fails, "chances", "somebody appears " + std::to_string(furthest) + " times more or less often than her chance says"};
  char text[160];
  std::snprintf(text, sizeof text, "counted in the list: from %.4f %% to %.4f %%, everybody within %.2f appearances of her chance, people of one type equally often", 100 * fair.lowest, 100 * fair.highest, furthest);
  return {Verdict::holds, "chances", text};
}

// Counted by places, apart from rows and types.
Check households(const Committed& committed, const PublicProof& proof) {
  for (std::size_t j = 0; j < proof.panels.size(); ++j) {
    std::map<int, int> of_household, of_employer;
    for (const int number : proof.panels[j]) {
      const auto& place = proof.places[static_cast<std::size_t>(number)];
      if (place.household > 0 && ++of_household[place.household] > 1) return {Verdict::fails, "households", "panel " + std::to_string(j) + " has two of a household"};
      if (place.employer > 0 && committed.employer_max > 0 && ++of_employer[place.employer] > committed.employer_max)
        return {Verdict::fails, "households", "panel " + std::to_string(j) + " has more than " + std::to_string(committed.employer_max) + " of an employer"};
    }
  }
  return {Verdict::holds, "households", committed.employer_max > 0 ? "no panel has two of a household, or more than " + std::to_string(committed.employer_max) + " of an employer" : "no panel has two of a household"};
}

}  // namespace

std::vector<Check> check_proof(const Committed& committed, const PublicProof& proof, const std::optional<Revealed>& revealed) {
  try {
    need(proof.format == proof_format, "this is no proof of a public draw");
    settings(committed, proof.proof);
    places(committed, proof);
    list(committed, proof);
    std::string reason;
    const auto claim = claim_of(proof.proof, by_type(proof.panels, proof.places), reason);
    need(claim.has_value(), reason);
    limits(committed, proof);
    const double unit = committed.size / static_cast<double>(committed.candidates), bound = sortition::bound_of_lowest(*claim);
    need(std::abs(bound * unit - committed.bound) <= bound_tolerance * std::max(1e-3, committed.bound), "the bound that is told is not the proven one");
    std::vector<Check> checks{{Verdict::holds, "proof", "the committed one; each of " + std::to_string(proof.places.size()) + " places has the features committed, and the rows count them and nothing else"},
                              {Verdict::holds, "list", std::to_string(proof.panels.size()) + " panels of " + std::to_string(committed.size) + " different candidates, under the committed root"}, chances(committed, proof), households(committed, proof)};
    auto engine = sortition::verify(*claim);
    checks.insert(checks.end(), std::make_move_iterator(engine.begin()), std::make_move_iterator(engine.end()));
    if (revealed) {
      const bool same = is_panel_of(revealed->panel, committed) && drawn_reserve(committed, proof.places, revealed->panel, revealed->value) == revealed->reserve;
      checks.push_back({same ? Verdict::holds : Verdict::fails, "reserve", same ? "the reserve is the one that the rule gives for this panel, in its order" : "the reserve is not the one that the rule gives for this panel"});
    }
    return checks;
  } catch (const Wrong& wrong) {
    return {{Verdict::fails, "proof", wrong.reason}};
  }
}

}  // namespace shopper::selection::procedure
