#include "tests/anonymity/attacker.h"

#include <algorithm>
#include <cmath>

namespace shopper::anonymity {
namespace {

constexpr double half_a_quarter = 0.125 + 1e-9;

// How likely the row is, had it been written after that visit; 0: impossible. Its whole score says no more than its items: welcome and satisfaction.
double likelihood(const Seen& result, const Visit& v, const Knowledge& knows) {
  const auto& row = result.row;
  if (v.entity != result.entity) return 0;
  if (!row.branch_id.empty() && v.branch != row.branch_id) return 0;
  if (!row.service_id.empty() && v.service != row.service_id) return 0;
  const auto day = qatar_date(v.ended);
  if (!row.visited_on.empty() && !day.iso().starts_with(row.visited_on)) return 0;
  if (!(day < result.first_seen)) return 0;
  double chance = 1;
  for (const auto& item : row.items) {
    if (!item.score) continue;
    if (item.name == "waited" && std::fabs((60.0 - v.waited_minutes) / 60.0 - *item.score) > half_a_quarter) return 0;
    if (item.name == "welcome") {
      chance *= *item.score > 0.5 ? welcomes[v.clerk] : 1 - welcomes[v.clerk];
    } else if (item.name == "satisfaction") {
      chance *= rating_chance(1 + static_cast<int>(std::lround(*item.score * 4)), v.waited_minutes);
    }
  }
  if (knows.exact_scores && v.waited_minutes != result.truth.waited_minutes) return 0;
  if (knows.report_ids) {
    const auto written_ms = std::stoll(result.report.substr(0, 8) + result.report.substr(9, 4), nullptr, 16);
    const auto delay_min = (written_ms - v.ended.us / 1000) / 60'000;
    if (delay_min < 5 || delay_min >= 25) return 0;
  }
  return chance;
}

using Whose = std::pair<int, int>;   // the entity (0 when pooled) and the person

struct Candidate {
  Whose whose;
  double likely = 0;
};

// Shares of the candidates of one result in having written it, by person.
std::map<Whose, double> suspicion(const std::vector<Candidate>& candidates, const std::map<Whose, double>& reports) {
  std::map<Whose, double> shares;
  double all = 0;
  for (const auto& [whose, likely] : candidates) {
    const double share = likely * reports.at(whose);
    shares[whose] += share;
    all += share;
  }
  for (auto& [whose, share] : shares) share /= all > 0 ? all : 1;
  return shares;
}

}  // namespace

Outcome attack(const Town& town, const Knowledge& knows) {
  std::map<Whose, int> visits;
  std::map<int, std::map<int, int>> visitors;   // how often who came to an entity
  for (const auto& v : town.log) ++visits[{knows.pooled ? 0 : v.entity, v.person}], ++visitors[v.entity][v.person];
  std::vector<std::vector<Candidate>> candidates;
  for (const auto& result : town.seen) {
    candidates.emplace_back();
    for (const auto& v : town.log)
      if (const double likely = likelihood(result, v, knows); likely > 0) candidates.back().push_back({{knows.pooled ? 0 : v.entity, v.person}, likely});
  }
  // How often a visit of that person ends in a report: at first the same for all. Few visits say little: everybody is taken for
  // average until enough are seen.
  const double average = static_cast<double>(town.seen.size()) / static_cast<double>(town.log.size());
  constexpr double visits_to_believe = 3;
  std::map<Whose, double> reports;
  for (const auto& [whose, n] : visits) reports[whose] = average;
  for (int round = 0; knows.several_results && round < 40; ++round) {
    std::map<Whose, double> written;
    for (const auto& of_result : candidates)
      for (const auto& [whose, share] : suspicion(of_result, reports)) written[whose] += share;
    for (auto& [whose, rate] : reports) rate = (written[whose] + average * visits_to_believe) / (visits[whose] + visits_to_believe);
  }
  Outcome outcome;
  outcome.results = town.seen.size();
  for (std::size_t i = 0; i < town.seen.size(); ++i) {
    const auto& result = town.seen[i];
    double best = 0, ties = 0;
    bool right = false;
    for (const auto& [whose, share] : suspicion(candidates[i], reports)) {
      if (share > best + 1e-12) best = share, ties = 0, right = false;
      if (share >= best - 1e-12) ++ties, right = right || whose.second == result.truth.person;
    }
    if (right) outcome.named += 1 / ties;
    const auto& people = visitors[result.entity];
    outcome.by_lot += 1.0 / static_cast<double>(people.size());
    const int most = std::ranges::max_element(people, {}, [](const auto& entry) { return entry.second; })->second;
    const auto frequent = std::ranges::count_if(people, [&](const auto& entry) { return entry.second == most; });
    if (people.at(result.truth.person) == most) outcome.unread += 1.0 / static_cast<double>(frequent);
  }
  for (auto* share : {&outcome.named, &outcome.by_lot, &outcome.unread}) *share /= std::max<double>(1, static_cast<double>(outcome.results));
  return outcome;
}

}  // namespace shopper::anonymity
