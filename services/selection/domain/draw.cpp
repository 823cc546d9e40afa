#include "selection/domain/draw.h"

#include <algorithm>
#include <set>

#include "selection/sortition/polytope.h"
#include "selection/sortition/relaxation.h"

namespace shopper::selection {
namespace {

int count(const std::vector<Entrant>& panel, const Quota& quota) {
  return static_cast<int>(std::count_if(panel.begin(), panel.end(), [&](const Entrant& e) { return counts(quota, e); }));
}

std::vector<Entrant> sorted_by_id(std::vector<Entrant> pool) {
  std::sort(pool.begin(), pool.end(), [](const Entrant& a, const Entrant& b) { return a.id < b.id; });
  return pool;
}

}  // namespace

bool counts(const Quota& quota, const Entrant& entrant) {
  const auto found = entrant.features.find(quota.feature);
  return found != entrant.features.end() && found->second == quota.value;
}

sortition::Pool engine_pool(const std::vector<Entrant>& entrants, const QuotaPlan& plan) {
  std::vector<sortition::Row> rows;
  for (const auto& quota : plan.quotas) rows.push_back({quota.min, std::min(quota.max, plan.panel_size)});
  sortition::Pool pool(plan.panel_size, std::move(rows), plan.employer_max);
  std::map<std::string, std::uint32_t> households, employers;
  // Numbers that people with the same text share.
  const auto number = [](std::map<std::string, std::uint32_t>& known, const std::string& text) { return text.empty() ? 0 : known.emplace(text, static_cast<std::uint32_t>(known.size() + 1)).first->second; };
  for (const auto& entrant : entrants) {
    std::vector<int> counted;
    for (std::size_t q = 0; q < plan.quotas.size(); ++q)
      if (counts(plan.quotas[q], entrant)) counted.push_back(static_cast<int>(q));
    pool.add(pool.type_with(std::move(counted)), number(households, entrant.household), number(employers, entrant.employer));
  }
  pool.close();
  return pool;
}

Result<Done> check_plan(const QuotaPlan& plan, const std::map<std::string, std::vector<std::string>>& known) {
  FieldErrors errors;
  errors.check(plan.panel_size >= 1 && plan.panel_size <= 1000, "/panel_size", "OUT_OF_RANGE", {"من 1 إلى 1000", "From 1 to 1000"});
  errors.check(plan.reserve_size >= 0 && plan.reserve_size <= 1000, "/reserve_size", "OUT_OF_RANGE", {"من 0 إلى 1000", "From 0 to 1000"});
  errors.check(plan.employer_max >= 0 && plan.employer_max <= 1000, "/employer_max", "OUT_OF_RANGE", {"من 0 (بلا حد) إلى 1000", "From 0 (no limit) to 1000"});
  std::set<std::pair<std::string, std::string>> seen;
  std::map<std::string, int> minimums;
  for (std::size_t i = 0; i < plan.quotas.size(); ++i) {
    const auto& quota = plan.quotas[i];
    const auto at = "/quotas/" + std::to_string(i);
    const auto feature = known.find(quota.feature);
    errors.check(feature != known.end(), at + "/feature", "FEATURE_UNKNOWN", fill({"سمة غير معروفة: {}", "Unknown feature: {}"}, {quota.feature}));
    if (feature != known.end())
      errors.check(std::find(feature->second.begin(), feature->second.end(), quota.value) != feature->second.end(), at + "/value", "VALUE_UNKNOWN",
                   fill({"قيمة غير معروفة: {}", "Unknown value: {}"}, {quota.value}));
    errors.check(seen.insert({quota.feature, quota.value}).second, at, "QUOTA_TWICE", {"حصة مكررة", "This quota is given twice"});
    errors.check(quota.min >= 0 && quota.max >= quota.min, at + "/max", "RANGE_INVALID", {"يجب أن يكون 0 ≤ min ≤ max", "0 <= min <= max is needed"});
    minimums[quota.feature] += quota.min;
  }
  for (const auto& [feature, sum] : minimums)
    errors.check(sum <= plan.panel_size, "/quotas", "MINIMUMS_EXCEED_PANEL",
                 fill({"مجموع الحدود الدنيا للسمة {} هو {} ويتجاوز حجم اللجنة", "The minimums of {} add up to {}, more than the panel has seats"}, {feature, std::to_string(sum)}));
  return errors.result();
}

bool keeps_quotas(const std::vector<Entrant>& panel, const QuotaPlan& plan) {
  // The seats still free must suffice for what each feature's minimums still need.
  const int free_seats = plan.panel_size - static_cast<int>(panel.size());
  if (free_seats < 0) return false;
  std::map<std::string, int> colleagues;
  for (const auto& member : panel)
    if (plan.employer_max > 0 && !member.employer.empty() && ++colleagues[member.employer] > plan.employer_max) return false;
  std::map<std::string, int> needed;
  for (const auto& quota : plan.quotas) {
    const int n = count(panel, quota);
    if (n > quota.max) return false;
    needed[quota.feature] += std::max(0, quota.min - n);
  }
  return std::all_of(needed.begin(), needed.end(), [&](const auto& entry) { return entry.second <= free_seats; });
}

std::optional<std::vector<Relaxation>> smallest_relaxation(const std::vector<Entrant>& entrants, const QuotaPlan& plan) {
  const auto pool = engine_pool(entrants, plan);
  // Quotas may move as far as need be, households and employers not at all.
  auto loosest = pool.problem().rows;
  for (std::size_t q = 0; q < plan.quotas.size(); ++q) loosest[q] = {0, plan.panel_size};
  const auto found = sortition::smallest_relaxation(pool.problem(), loosest, solver_limit_s);
  if (!found) return std::nullopt;
  std::vector<Relaxation> steps;
  for (const auto& [row, to] : *found) {
    const auto& quota = plan.quotas[static_cast<std::size_t>(row)];
    const auto name = quota.feature + " " + quota.value;
    if (to.min < quota.min)
      steps.push_back({quota.feature, quota.value, "min", quota.min, to.min,
                       fill({"اخفض الحد الأدنى لـ {} من {} إلى {}", "Lower {} from at least {} to {}"}, {name, std::to_string(quota.min), std::to_string(to.min)})});
    if (to.max > quota.max)
      steps.push_back({quota.feature, quota.value, "max", quota.max, to.max,
                       fill({"ارفع الحد الأقصى لـ {} من {} إلى {}", "Raise {} from at most {} to {}"}, {name, std::to_string(quota.max), std::to_string(to.max)})});
  }
  return steps;
}

std::vector<std::string> in_no_panel(const std::vector<Entrant>& entrants, const QuotaPlan& plan) {
  const auto pool = engine_pool(entrants, plan);
  std::vector<std::string> ids;
  const auto impossible = sortition::impossible_types(pool.problem());
  if (!impossible) return ids;
  for (std::size_t i = 0; i < entrants.size(); ++i)
    if (std::binary_search(impossible->types.begin(), impossible->types.end(), pool.type_of(i))) ids.push_back(entrants[i].id);
  return ids;
}

std::optional<std::string> choose_replacement(const Entrant& leaver, const std::vector<Entrant>& remaining, const std::vector<Entrant>& reserve, const QuotaPlan& plan) {
  std::set<std::string> households;
  for (const auto& member : remaining)
    if (!member.household.empty()) households.insert(member.household);
  auto trial = remaining;
  trial.emplace_back();
  // No look-ahead: to call whoever leaves the rest of the reserve best made no difference in simulated drop-outs (docs/DRAW.md).
  const Entrant* nearest = nullptr;
  long least = 0;
  for (const auto& candidate : reserve) {
    if (households.contains(candidate.household)) continue;
    const auto different = std::count_if(plan.quotas.begin(), plan.quotas.end(), [&](const Quota& quota) { return counts(quota, candidate) != counts(quota, leaver); });
    if (nearest && different >= least) continue;
    trial.back() = candidate;
    if (keeps_quotas(trial, plan)) nearest = &candidate, least = different;
  }
  return nearest ? std::optional(nearest->id) : std::nullopt;
}

std::string canonical_input(const std::vector<Entrant>& pool, const QuotaPlan& plan) {
  std::string text;
  for (const auto& entrant : sorted_by_id(pool)) {
    text += entrant.id;
    for (const auto& [feature, value] : entrant.features) text += "\t" + feature + "=" + value;
    if (!entrant.household.empty()) text += "\t@" + entrant.household;
    if (!entrant.employer.empty()) text += "\t&" + entrant.employer;
    text += "\n";
  }
  for (const auto& quota : plan.quotas)
    text += "quota\t" + quota.feature + "=" + quota.value + "\t" + std::to_string(quota.min) + "\t" + std::to_string(quota.max) + "\n";
  return text + "size\t" + std::to_string(plan.panel_size) + "\t" + std::to_string(plan.reserve_size) + "\t" + std::to_string(plan.employer_max) + "\n";
}

}  // namespace shopper::selection
