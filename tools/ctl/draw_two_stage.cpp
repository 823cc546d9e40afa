#include "draw_two_stage.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "platform/crypto/hash.h"
#include "selection/sortition/shortlist.h"

namespace shopperctl {

namespace sortition = shopper::sortition;
namespace procedure = shopper::selection::procedure;

namespace {

// Of each type as many as its number says, those whose turn comes first.
std::vector<std::uint32_t> people_of(const DrawInput& input, const std::vector<int>& numbers, const std::string& key) {
  const auto& types = input.pool.problem().types;
  std::vector<std::vector<std::pair<std::uint64_t, std::uint32_t>>> turns(types.size());
  std::vector<std::uint32_t> people;
  for (std::uint32_t person = 0; person < input.pool.people(); ++person) {
    const auto t = static_cast<std::size_t>(input.pool.type_of(person));
    if (numbers[t] == types[t].people) people.push_back(person);
    else if (numbers[t] > 0) turns[t].emplace_back(procedure::shortlist_turn(key, input.id(person)), person);
  }
  for (std::size_t t = 0; t < turns.size(); ++t) {
    if (turns[t].empty()) continue;
    std::partial_sort(turns[t].begin(), turns[t].begin() + numbers[t], turns[t].end());
    for (int i = 0; i < numbers[t]; ++i) people.push_back(turns[t][static_cast<std::size_t>(i)].second);
  }
  std::sort(people.begin(), people.end());
  return people;
}

double chance_in(const sortition::Lottery& lottery, const sortition::Problem& problem, std::size_t type) {
  const double seats = lottery.certificate.exact ? lottery.expected[type] : static_cast<double>(lottery.appearances[type]) / static_cast<double>(lottery.panels.size());
  return seats / problem.types[type].people;
}

// The certificate of both: everything of the pool's chances is proven, and the second stage's lottery exact. `reached`: the lowest chance that
// somebody shortlisted had before the first stage, this shortlist given.
void judge(const sortition::Problem& problem, TwoStage& drawn) {
  std::string reason;
  const auto claim = procedure::claim_of(drawn.pool_proof, {}, reason);
  bool proven = claim.has_value() && drawn.lottery.certificate.exact;
  for (const auto& check : claim ? sortition::verify_point(*claim) : std::vector<sortition::Check>{}) proven &= check.verdict == sortition::Check::Verdict::holds;
  auto& certificate = drawn.chances.certificate;
  certificate.exact = proven;
  const double unit = static_cast<double>(problem.seats) / static_cast<double>(problem.people());
  certificate.reached = certificate.bound;
  for (std::size_t t = 0; t < problem.types.size(); ++t)
    if (drawn.shortlist.people[t] > 0)
      certificate.reached = std::min(certificate.reached, static_cast<double>(drawn.shortlist.inclusion[t]) / static_cast<double>(sortition::inclusion_unit) * drawn.second_chances[t] / unit);
}

}  // namespace

TwoStageOutcome two_stage_draw(const DrawInput& input, const sortition::Options& options, const std::string& seed, int wanted) {
  const auto& problem = input.pool.problem();
  auto first = sortition::fair_chances(problem, options);
  if (!first.lottery) return {std::nullopt, first.refusal};
  const auto start = std::chrono::steady_clock::now();
  TwoStage drawn;
  drawn.chances = std::move(*first.lottery);
  drawn.pool_proof = procedure::proof_of(problem, options.method, drawn.chances, labels_of(input, input.pool));
  auto& shortlist = drawn.shortlist;
  shortlist.wanted = wanted, shortlist.seed = seed, shortlist.pool_sha256 = procedure::sha256_of(drawn.pool_proof);
  const auto key = procedure::shortlist_key(seed, shortlist.pool_sha256);
  shortlist.start = procedure::shortlist_start(key);
  shortlist.inclusion = sortition::inclusion_of(problem, drawn.chances.expected, wanted);
  shortlist.people = sortition::shortlist_counts(problem, shortlist.inclusion, shortlist.start);
  drawn.people = people_of(input, shortlist.people, key);
  drawn.pool = sortition::shortlisted(input.pool, drawn.people);
  std::map<std::pair<int, int>, int> places;
  for (std::size_t i = 0; i < drawn.people.size(); ++i) ++places[{input.pool.type_of(drawn.people[i]), drawn.pool.type_of(i)}];
  for (const auto& [types, people] : places) shortlist.places.push_back({types.first, types.second, people});
  drawn.selection_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  auto second_options = options;
  // A cap that was given is kept by the pool's chances; in the shortlist, where all should have alike, the balanced one keeps them together.
  if (options.cap.kind == sortition::Cap::Kind::fixed) second_options.cap = {};
  auto second = sortition::fair_lottery(drawn.pool.problem(), second_options);
  if (!second.lottery) return {std::nullopt, second.refusal == sortition::Refusal::not_resolved ? std::optional(second.refusal) : std::nullopt};
  drawn.lottery = std::move(*second.lottery);
  drawn.second_chances.assign(problem.types.size(), 0);
  for (const auto& place : shortlist.places) {
    const auto from = static_cast<std::size_t>(place[0]);
    drawn.second_chances[from] += chance_in(drawn.lottery, drawn.pool.problem(), static_cast<std::size_t>(place[1])) * place[2] / shortlist.people[from];
  }
  judge(problem, drawn);
  return {std::move(drawn), std::nullopt};
}

TwoStageCertificate two_stage_certificate(const DrawInput& input, sortition::Method method, const TwoStage& drawn, DrawnNumber number, const FileHashes& files) {
  return {two_stage_certificate_format, files, drawn.pool_proof, drawn.shortlist, procedure::proof_of(drawn.pool.problem(), method, drawn.lottery, labels_of(input, drawn.pool)),
          procedure::flat_panels(drawn.lottery.panels), std::move(number)};
}

std::optional<std::vector<sortition::Check>> check_two_stage(const TwoStageCertificate& certificate, std::string& reason) {
  auto checks = procedure::check_two_stages(certificate.pool, certificate.shortlist, certificate.proof, procedure::panels_of(certificate.list), reason);
  if (checks) checks->push_back(check_drawn(certificate.list, certificate.drawn));
  return checks;
}

Json two_stage_json(const DrawInput& input, const TwoStage& drawn) {
  const auto& problem = input.pool.problem();
  const auto& second = drawn.pool.problem();
  double lowest = 1, highest = 0, certain = 0;
  for (std::size_t t = 0; t < second.types.size(); ++t) {
    const double chance = chance_in(drawn.lottery, second, t);
    lowest = std::min(lowest, chance), highest = std::max(highest, chance);
  }
  Json types = Json::array();
  for (std::size_t t = 0; t < problem.types.size(); ++t) {
    const int people = problem.types[t].people;
    if (drawn.shortlist.inclusion[t] == sortition::inclusion_unit) certain += people;
    types.push_back({{"people", people}, {"expected_chance", drawn.chances.expected[t] / people}, {"shortlist_chance", static_cast<double>(drawn.shortlist.inclusion[t]) / static_cast<double>(sortition::inclusion_unit)},
                     {"shortlisted", drawn.shortlist.people[t]}, {"second_chance", drawn.shortlist.people[t] > 0 ? Json(drawn.second_chances[t]) : Json()}});
  }
  Json names = Json::array();
  for (const auto person : drawn.people) names.push_back(input.id(person));
  const auto& certificate = drawn.lottery.certificate;
  return {{"wanted", drawn.shortlist.wanted}, {"certain", certain}, {"min_second_chance", lowest}, {"max_second_chance", highest}, {"second_certified", certificate.exact},
          {"shortlist", std::move(names)}, {"types", std::move(types)}};
}

}  // namespace shopperctl
