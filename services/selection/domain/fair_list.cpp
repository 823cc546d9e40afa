#include "selection/domain/fair_list.h"

#include "selection/procedure/reserve.h"

namespace shopper::selection {
namespace {

// For each of the other methods: they are compared while somebody waits for the draw.
constexpr double comparison_limit_s = 3;

sortition::Options options_of(const ListChoice& choice, const std::string& seed) {
  sortition::Options options;
  options.method = choice.method;
  options.cap = choice.cap;
  options.panels = panels_in_list;
  options.seed = procedure::seed_of(seed);
  options.search_limit_s = solver_limit_s;
  return options;
}

NoPanel reason_of(sortition::Refusal refusal) {
  switch (refusal) {
    case sortition::Refusal::too_few_people: return NoPanel::too_few;
    case sortition::Refusal::quotas_impossible: return NoPanel::impossible;
    case sortition::Refusal::cap_impossible: return NoPanel::cap_impossible;
    case sortition::Refusal::not_resolved: break;
  }
  return NoPanel::not_resolved;
}

}  // namespace

std::optional<FairList> fair_list(const std::vector<Entrant>& entrants, const QuotaPlan& plan, const ListChoice& choice, const std::string& seed, NoPanel* why) {
  FairList list;
  list.pool = engine_pool(entrants, plan);
  const auto options = options_of(choice, seed);
  auto outcome = sortition::fair_lottery(list.pool.problem(), options);
  const auto refuse = [&](NoPanel reason) {
    if (why) *why = reason;
    return std::nullopt;
  };
  if (!outcome.lottery) return refuse(reason_of(outcome.refusal));
  list.lottery = std::move(*outcome.lottery);
  sortition::Random random(options.seed);
  list.panels = list.pool.seat(list.lottery.panels, random);
  // Panels are dealt in an order that has meaning; the number that is drawn should have none.
  random.shuffle(list.panels);
  list.appearances.assign(entrants.size(), 0);
  for (const auto& panel : list.panels) {
    if (!sortition::is_seated_panel(list.pool, panel)) return refuse(NoPanel::not_resolved);
    for (const auto person : panel) ++list.appearances[person];
  }
  return list;
}

sortition::Comparison compared_methods(const FairList& list, const QuotaPlan& plan, const ListChoice& choice, const std::string& seed) {
  std::vector<std::pair<std::string, std::string>> quotas;
  for (const auto& quota : plan.quotas) quotas.emplace_back(quota.feature, quota.value);
  sortition::ComparisonOptions options;
  options.chosen = options_of(choice, seed);
  options.drawn = &list.lottery;
  options.search_limit_s = comparison_limit_s;
  return sortition::compare(list.pool.problem(), sortition::features_of(quotas), options);
}

}  // namespace shopper::selection
