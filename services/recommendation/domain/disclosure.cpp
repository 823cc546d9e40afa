#include "recommendation/domain/disclosure.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>

namespace shopper::recommendation {
namespace {

constexpr double item_steps = 4;       // quarters
constexpr double score_steps = 10;     // tenths
constexpr double figure_steps = 100;   // whole per cents
constexpr int count_step = 5;

// What results of the same key have in common when that much is shown of them.
std::string key_at(const Fact& fact, Detail detail) {
  std::string key = fact.programme_id + "\n" + fact.purpose;
  if (detail >= Detail::month) key += "\n" + fact.visited_on;
  if (detail >= Detail::service) key += "\n" + fact.service_id + "\n" + fact.channel;
  if (detail >= Detail::place) key += "\n" + fact.branch_id;
  return key;
}

std::optional<double> rounded(std::optional<double> score, double steps) {
  if (score) score = std::round(*score * steps) / steps;
  return score;
}

}  // namespace

std::string period_of(Date day, DisclosurePeriod period) {
  switch (period) {
    case DisclosurePeriod::none: return day.iso();
    case DisclosurePeriod::week: {
      const std::chrono::year_month_day date{std::chrono::year(day.year), std::chrono::month(static_cast<unsigned>(day.month)), std::chrono::day(static_cast<unsigned>(day.day))};
      return day.plus_days(-static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date)).c_encoding())).iso();   // Sunday, the first working day
    }
    case DisclosurePeriod::month: break;
  }
  return day.iso().substr(0, 7) + "-01";
}

bool period_over(const std::string& period_begin, Date today, DisclosurePeriod period) {
  return period == DisclosurePeriod::none || period_begin < period_of(today, period);
}

std::vector<Detail> details_of(const std::vector<const Fact*>& due, const Disclosure& disclosure) {
  std::vector<Detail> details(due.size(), Detail::withheld);
  for (const auto detail : std::array{Detail::place, Detail::service, Detail::month, Detail::scores}) {
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < due.size(); ++i)
      if (details[i] == Detail::withheld) groups[key_at(*due[i], detail)].push_back(i);
    for (const auto& [key, members] : groups) {
      std::set<std::string> volunteers;
      for (const auto i : members) volunteers.insert(due[i]->volunteer);
      if (static_cast<int>(members.size()) < disclosure.min_evaluations || static_cast<int>(volunteers.size()) < disclosure.min_volunteers) continue;
      for (const auto i : members) details[i] = detail;
    }
  }
  return details;
}

Fact as_shown(Fact fact) {
  if (fact.shown < Detail::place) fact.branch_id.clear();
  if (fact.shown < Detail::service) fact.service_id.clear(), fact.channel.clear();
  if (fact.shown < Detail::month) fact.visited_on.clear();
  return fact;
}

Fact row_as_shown(Fact fact) {
  fact = as_shown(std::move(fact));
  for (auto& item : fact.items) item.score = item.measured ? std::nullopt : rounded(item.score, item_steps);
  fact.score = rounded(fact.judged_score, score_steps);
  return fact;
}

int count_as_shown(int n) { return n / count_step * count_step; }
double figure_as_shown(double figure) { return std::round(figure * figure_steps) / figure_steps; }

}  // namespace shopper::recommendation
