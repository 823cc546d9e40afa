#include "selection/procedure/proof_check.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace shopper::selection::procedure {
namespace {

using sortition::Check;
using Verdict = Check::Verdict;

constexpr double bound_tolerance = 1e-6;

struct Wrong {
  std::string reason;
};
void need(bool holds, const std::string& reason) {
  if (!holds) throw Wrong{reason};
}

bool is_limit(const ProofRow& row) { return row.feature == "household" || row.feature == "employer"; }

// The proof's quotas and settings are the committed ones.
void settings(const Committed& committed, const Proof& proof) {
  need(proof.size == committed.size && proof.method == committed.method && proof.cap == committed.cap, "size, method or cap are not the committed ones");
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
  for (std::size_t i = 0; i < proof.places.size(); ++i) {
    const auto& place = proof.places[i];
    const auto at = "candidate " + std::to_string(i);
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

// Counted by places, apart from rows and types.
Check households(const Committed& committed, const PublicProof& proof) {
  for (std::size_t j = 0; j < committed.panels.size(); ++j) {
    std::map<int, int> of_household, of_employer;
    for (const int number : committed.panels[j]) {
      const auto& place = proof.places[static_cast<std::size_t>(number)];
      if (place.household > 0 && ++of_household[place.household] > 1) return {Verdict::fails, "households", "panel " + std::to_string(j) + " has two of a household"};
      if (place.employer > 0 && committed.employer_max > 0 && ++of_employer[place.employer] > committed.employer_max)
        return {Verdict::fails, "households", "panel " + std::to_string(j) + " has more than " + std::to_string(committed.employer_max) + " of an employer"};
    }
  }
  return {Verdict::holds, "households", committed.employer_max > 0 ? "no panel has two of a household, or more than " + std::to_string(committed.employer_max) + " of an employer" : "no panel has two of a household"};
}

}  // namespace

std::vector<Check> check_proof(const Committed& committed, const PublicProof& proof) {
  try {
    need(proof.format == proof_format, std::string("the format is not ") + proof_format);
    settings(committed, proof.proof);
    places(committed, proof);
    limits(committed, proof);
    std::string reason;
    const auto claim = claim_of(proof.proof, by_type(committed.panels, proof.places), reason);
    need(claim.has_value(), reason);
    const double unit = committed.size / static_cast<double>(committed.candidates), bound = sortition::bound_of_lowest(*claim);
    if (std::isfinite(bound)) need(std::abs(bound * unit - committed.bound) <= bound_tolerance * std::max(1e-3, committed.bound), "the bound that is told is not the proven one");
    std::vector<Check> checks{{Verdict::holds, "proof", "the committed one; each of " + std::to_string(proof.places.size()) + " places has the features committed, and the rows count them and nothing else"}, households(committed, proof)};
    auto engine = sortition::verify(*claim);
    checks.insert(checks.end(), std::make_move_iterator(engine.begin()), std::make_move_iterator(engine.end()));
    return checks;
  } catch (const Wrong& wrong) {
    return {{Verdict::fails, "proof", wrong.reason}};
  }
}

}  // namespace shopper::selection::procedure
