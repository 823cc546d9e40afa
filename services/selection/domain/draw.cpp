#include "selection/domain/draw.h"

#include <algorithm>
#include <set>

#include "selection/solver/integer_program.h"

namespace shopper::selection {
namespace {

constexpr double solver_limit_s = 30;

// SplitMix64 (Steele, Lea, Flood 2014): the finaliser as a mixing function.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// A weight in [0, 1) for each candidate, from the seed and the id alone.
double weight(const std::string& seed, const std::string& id) {
  std::uint64_t state = 0;
  for (const std::string* part : {&seed, &id}) {
    for (const unsigned char c : *part) state = mixed(state ^ c);
    state = mixed(state ^ 0x100);   // the two texts cannot run into each other
  }
  return static_cast<double>(state >> 11) * 0x1.0p-53;
}

bool has(const Entrant& entrant, const Quota& quota) {
  const auto found = entrant.features.find(quota.feature);
  return found != entrant.features.end() && found->second == quota.value;
}

int count(const std::vector<Entrant>& panel, const Quota& quota) {
  return static_cast<int>(std::count_if(panel.begin(), panel.end(), [&](const Entrant& e) { return has(e, quota); }));
}

void add_household_rows(IntegerProgram& program, const std::vector<Entrant>& pool) {
  std::map<std::string, std::vector<Term>> households;
  for (std::size_t i = 0; i < pool.size(); ++i)
    if (!pool[i].household.empty()) households[pool[i].household].push_back({static_cast<int>(i), 1});
  for (auto& [key, terms] : households)
    if (terms.size() > 1) program.add_row(0, 1, std::move(terms));
}

std::vector<Term> members_of(const std::vector<Entrant>& pool, const Quota& quota) {
  std::vector<Term> terms;
  for (std::size_t i = 0; i < pool.size(); ++i)
    if (has(pool[i], quota)) terms.push_back({static_cast<int>(i), 1});
  return terms;
}

std::vector<Term> everybody(const std::vector<Entrant>& pool) {
  std::vector<Term> terms;
  for (std::size_t i = 0; i < pool.size(); ++i) terms.push_back({static_cast<int>(i), 1});
  return terms;
}

std::vector<Entrant> sorted_by_id(std::vector<Entrant> pool) {
  std::sort(pool.begin(), pool.end(), [](const Entrant& a, const Entrant& b) { return a.id < b.id; });
  return pool;
}

}  // namespace

Result<Done> check_plan(const QuotaPlan& plan, const std::map<std::string, std::vector<std::string>>& known) {
  FieldErrors errors;
  errors.check(plan.panel_size >= 1 && plan.panel_size <= 1000, "/panel_size", "OUT_OF_RANGE", {"من 1 إلى 1000", "From 1 to 1000"});
  errors.check(plan.reserve_size >= 0 && plan.reserve_size <= 1000, "/reserve_size", "OUT_OF_RANGE", {"من 0 إلى 1000", "From 0 to 1000"});
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
  std::map<std::string, int> needed;
  for (const auto& quota : plan.quotas) {
    const int n = count(panel, quota);
    if (n > quota.max) return false;
    needed[quota.feature] += std::max(0, quota.min - n);
  }
  return std::all_of(needed.begin(), needed.end(), [&](const auto& entry) { return entry.second <= free_seats; });
}

std::optional<DrawResult> draw_panel(const std::vector<Entrant>& given, const QuotaPlan& plan, const std::string& seed) {
  const auto pool = sorted_by_id(given);
  IntegerProgram program;
  for (const auto& entrant : pool) program.add_variable(0, 1, weight(seed, entrant.id));
  program.add_row(plan.panel_size, plan.panel_size, everybody(pool));
  for (const auto& quota : plan.quotas) program.add_row(quota.min, quota.max, members_of(pool, quota));
  add_household_rows(program, pool);
  const auto chosen = program.maximise(solver_limit_s);
  if (!chosen) return std::nullopt;
  std::vector<Entrant> panel, rest;
  for (std::size_t i = 0; i < pool.size(); ++i) ((*chosen)[i] == 1 ? panel : rest).push_back(pool[i]);
  // The solver is not trusted: its panel is counted again in whole numbers.
  if (static_cast<int>(panel.size()) != plan.panel_size || !keeps_quotas(panel, plan)) return std::nullopt;
  const auto heavier = [&](const Entrant& a, const Entrant& b) {
    const double wa = weight(seed, a.id), wb = weight(seed, b.id);
    return wa != wb ? wa > wb : a.id < b.id;
  };
  std::sort(panel.begin(), panel.end(), heavier);
  // The reserve prefers those who can take a drawn person's place without touching any quota: the same features in every respect.
  std::set<std::map<std::string, std::string>> types;
  for (const auto& member : panel) types.insert(member.features);
  std::sort(rest.begin(), rest.end(), [&](const Entrant& a, const Entrant& b) {
    const bool ta = types.contains(a.features), tb = types.contains(b.features);
    return ta != tb ? ta : heavier(a, b);
  });
  DrawResult result;
  for (const auto& member : panel) result.panel.push_back(member.id);
  for (const auto& entrant : rest) {
    if (static_cast<int>(result.reserve.size()) >= plan.reserve_size) break;
    result.reserve.push_back(entrant.id);
  }
  return result;
}

std::optional<std::vector<Relaxation>> smallest_relaxation(const std::vector<Entrant>& pool, const QuotaPlan& plan) {
  IntegerProgram program;
  for (std::size_t i = 0; i < pool.size(); ++i) program.add_variable(0, 1, 0);
  program.add_row(plan.panel_size, plan.panel_size, everybody(pool));
  std::vector<int> lowered, raised;
  for (const auto& quota : plan.quotas) {
    lowered.push_back(program.add_variable(0, quota.min, quota.min > 0 ? -(1 + 2.0 / quota.min) : 0));
    raised.push_back(program.add_variable(0, plan.panel_size, -1));
    auto at_least = members_of(pool, quota);
    auto at_most = at_least;
    at_least.push_back({lowered.back(), 1});
    at_most.push_back({raised.back(), -1});
    program.add_row(quota.min, 1e9, std::move(at_least));
    program.add_row(-1e9, quota.max, std::move(at_most));
  }
  add_household_rows(program, pool);
  const auto solved = program.maximise(solver_limit_s);
  if (!solved) return std::nullopt;
  std::vector<Relaxation> steps;
  for (std::size_t i = 0; i < plan.quotas.size(); ++i) {
    const auto& quota = plan.quotas[i];
    const int less = static_cast<int>((*solved)[static_cast<std::size_t>(lowered[i])]);
    const int more = static_cast<int>((*solved)[static_cast<std::size_t>(raised[i])]);
    const auto name = quota.feature + " " + quota.value;
    if (less > 0)
      steps.push_back({quota.feature, quota.value, "min", quota.min, quota.min - less,
                       fill({"اخفض الحد الأدنى لـ {} من {} إلى {}", "Lower {} from at least {} to {}"}, {name, std::to_string(quota.min), std::to_string(quota.min - less)})});
    if (more > 0)
      steps.push_back({quota.feature, quota.value, "max", quota.max, quota.max + more,
                       fill({"ارفع الحد الأقصى لـ {} من {} إلى {}", "Raise {} from at most {} to {}"}, {name, std::to_string(quota.max), std::to_string(quota.max + more)})});
  }
  return steps;
}

std::optional<std::string> choose_replacement(const std::vector<Entrant>& remaining, const std::vector<Entrant>& reserve, const QuotaPlan& plan) {
  std::set<std::string> households;
  for (const auto& member : remaining)
    if (!member.household.empty()) households.insert(member.household);
  auto trial = remaining;
  trial.emplace_back();
  for (const auto& candidate : reserve) {
    if (households.contains(candidate.household)) continue;
    trial.back() = candidate;
    if (keeps_quotas(trial, plan)) return candidate.id;
  }
  return std::nullopt;
}

std::string canonical_input(const std::vector<Entrant>& pool, const QuotaPlan& plan) {
  std::string text;
  for (const auto& entrant : sorted_by_id(pool)) {
    text += entrant.id;
    for (const auto& [feature, value] : entrant.features) text += "\t" + feature + "=" + value;
    text += "\n";
  }
  for (const auto& quota : plan.quotas)
    text += "quota\t" + quota.feature + "=" + quota.value + "\t" + std::to_string(quota.min) + "\t" + std::to_string(quota.max) + "\n";
  return text + "size\t" + std::to_string(plan.panel_size) + "\t" + std::to_string(plan.reserve_size) + "\n";
}

}  // namespace shopper::selection
