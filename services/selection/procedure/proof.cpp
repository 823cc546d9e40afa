#include "selection/procedure/proof.h"

#include <algorithm>

#include "selection/procedure/need.h"

namespace shopper::selection::procedure {
namespace {

using sortition::Method;

constexpr std::pair<const char*, Method> methods[] = {{"leximin", Method::leximin}, {"maximin", Method::maximin}, {"nash", Method::nash}, {"goldilocks", Method::goldilocks}};

// Numbers of a proof are of the size of chances, seats and prices of a seat. Larger ones would only overflow, or round real differences away.
constexpr double multiplier_max = 1e6, level_max = 1e9;
bool within(double value, double least, double most) { return value >= least && value <= most; }

sortition::Claim checked(const Proof& proof, std::vector<sortition::Panel> list) {
  sortition::Claim claim;
  const auto method = method_named(proof.method);
  need(method.has_value(), "unknown method");
  claim.method = *method;
  claim.cap = proof.cap.value_or(0);
  need(within(claim.cap, 0, level_max), "the cap is no cap");
  claim.problem.seats = proof.size;
  for (const auto& row : proof.rows) claim.problem.rows.push_back({row.min, row.max});
  const auto rows = static_cast<int>(proof.rows.size()), types = static_cast<int>(proof.types.size());
  need(proof.size >= 1 && types >= 1, "there are no seats or no people");
  for (const auto& type : proof.types) {
    need(type.people >= 1 && type.seats_max >= 0 && type.seats_max <= proof.size, "a type without people, or with more seats than there are");
    for (std::size_t i = 0; i < type.rows.size(); ++i) need(type.rows[i] >= 0 && type.rows[i] < rows && (i == 0 || type.rows[i - 1] < type.rows[i]), "a type counts in a row that is not there");
    claim.problem.types.push_back({type.rows, type.people, type.seats_max});
  }
  const auto known = [&](int type) { need(type >= 0 && type < types, "a type that is not there"); };
  for (const int type : proof.in_no_panel) known(type);
  need(std::is_sorted(proof.in_no_panel.begin(), proof.in_no_panel.end(), std::less_equal<>()), "in_no_panel is not ascending");
  claim.impossible = proof.in_no_panel;
  need(proof.expected_seats.size() == proof.types.size(), "expected_seats must have a number for each type");
  claim.expected = proof.expected_seats;
  for (const double seats : claim.expected) need(within(seats, -1e-6, proof.size + 1e-6), "expected_seats are none");
  for (const auto& panel : proof.mixture) need(panel.size() % 2 == 0, "a panel of the mixture is no list of pairs");
  claim.mixture = panels_of(proof.mixture);
  need(proof.weights.size() == proof.mixture.size(), "weights must have a number for each panel of the mixture");
  claim.weights = proof.weights;
  for (const double weight : claim.weights) need(within(weight, 0, 1 + 1e-6), "a weight is none");
  claim.list = std::move(list);
  for (const auto* panels : {&claim.list, &claim.mixture})
    for (const auto& panel : *panels)
      for (const auto& seats : panel) known(seats.type);
  const auto stages = [&](const std::vector<ProofLevel>& levels) {
    std::vector<sortition::Stage> all;
    for (const auto& level : levels) {
      for (const int type : level.held) known(type);
      need(level.multipliers.empty() || level.multipliers.size() == proof.rows.size() + 1, "multipliers must have a number for each row, and one for the size");
      need(within(level.level, 0, level_max), "a level is none");
      for (const double multiplier : level.multipliers) need(within(multiplier, -multiplier_max, multiplier_max), "a multiplier is too large to prove anything");
      all.push_back({level.level, level.held, level.multipliers});
    }
    return all;
  };
  claim.stages = stages(proof.levels);
  claim.nowhere = stages(proof.nowhere);
  return claim;
}

}  // namespace

std::optional<Method> method_named(const std::string& name) {
  const auto found = std::find_if(std::begin(methods), std::end(methods), [&](const auto& entry) { return name == entry.first; });
  return found != std::end(methods) ? std::optional(found->second) : std::nullopt;
}

std::string name_of(Method method) {
  return std::find_if(std::begin(methods), std::end(methods), [&](const auto& entry) { return method == entry.second; })->first;
}

std::vector<ProofRow> with_limits(std::vector<ProofRow> quotas, const sortition::Pool& pool) {
  for (std::size_t row = quotas.size(); row < pool.problem().rows.size(); ++row) quotas.push_back({pool.kind_of(row) == sortition::RowKind::employer ? "employer" : "household", "", 0, 0});
  return quotas;
}

Proof proof_of(const sortition::Problem& problem, Method method, const sortition::Lottery& lottery, const std::vector<ProofRow>& labels) {
  Proof proof;
  proof.method = name_of(method);
  proof.size = problem.seats;
  if (lottery.cap > 0) proof.cap = lottery.cap;
  for (std::size_t r = 0; r < problem.rows.size(); ++r) proof.rows.push_back({labels[r].feature, labels[r].value, problem.rows[r].min, problem.rows[r].max});
  for (const auto& type : problem.types) proof.types.push_back({type.rows, type.people, type.seats_max});
  proof.in_no_panel = lottery.impossible;
  proof.expected_seats = lottery.expected;
  for (const auto& stage : lottery.certificate.stages) proof.levels.push_back({stage.level, stage.held, stage.proof});
  for (const auto& stage : lottery.certificate.nowhere) proof.nowhere.push_back({stage.level, stage.held, stage.proof});
  proof.mixture = flat_panels(lottery.certificate.panels);
  proof.weights = lottery.certificate.weights;
  return proof;
}

std::optional<sortition::Claim> claim_of(const Proof& proof, std::vector<sortition::Panel> list, std::string& reason) {
  try {
    return checked(proof, std::move(list));
  } catch (const Wrong& wrong) {
    reason = wrong.reason;
    return std::nullopt;
  }
}

std::vector<std::vector<int>> flat_panels(const std::vector<sortition::Panel>& panels) {
  std::vector<std::vector<int>> flat;
  for (const auto& panel : panels) {
    auto& one = flat.emplace_back();
    for (const auto& [type, count] : panel) one.push_back(type), one.push_back(count);
  }
  return flat;
}

std::vector<sortition::Panel> panels_of(const std::vector<std::vector<int>>& flat) {
  std::vector<sortition::Panel> panels;
  for (const auto& one : flat) {
    auto& panel = panels.emplace_back();
    for (std::size_t i = 0; i + 1 < one.size(); i += 2) panel.push_back({one[i], one[i + 1]});
  }
  return panels;
}

}  // namespace shopper::selection::procedure
