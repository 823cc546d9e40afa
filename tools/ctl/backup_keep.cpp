#include "backup_keep.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace shopperctl {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

int* count_of(KeepPolicy& policy, char unit) {
  switch (unit) {
    case 'h': return &policy.hours;
    case 'd': return &policy.days;
    case 'm': return &policy.months;
    case 'y': return &policy.years;
    default: return nullptr;
  }
}

}  // namespace

std::optional<KeepPolicy> parse_keep(std::string_view text) {
  KeepPolicy policy;
  for (bool more = true; more;) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    more = comma != std::string_view::npos;
    if (more) text.remove_prefix(comma + 1);
    if (part.size() < 2) return std::nullopt;
    int* const count = count_of(policy, part.back());
    int number = 0;
    const auto [end, wrong] = std::from_chars(part.data(), part.data() + part.size() - 1, number);
    if (!count || *count != 0 || wrong != std::errc() || end != part.data() + part.size() - 1 || number < 1 || number > keep_count_max) return std::nullopt;
    *count = number;
  }
  return policy;
}

std::set<std::string> kept(std::vector<Dated> backups, const KeepPolicy& policy) {
  std::sort(backups.begin(), backups.end(), [](const Dated& a, const Dated& b) { return a.at != b.at ? a.at > b.at : a.id > b.id; });
  std::set<std::string> ids;
  if (!backups.empty()) ids.insert(backups.front().id);
  const auto keep = [&](int count, const std::function<std::int64_t(shopper::Instant)>& period_of) {
    std::optional<std::int64_t> last;
    for (const auto& backup : backups) {
      if (count == 0) return;
      const auto period = period_of(backup.at);
      if (period == last) continue;
      last = period;
      ids.insert(backup.id);
      --count;
    }
  };
  const auto month = [](shopper::Date date) { return std::int64_t{date.year} * 12 + date.month; };
  keep(policy.hours, [](shopper::Instant at) { return at.us / hour_us; });
  keep(policy.days, [](shopper::Instant at) { return std::int64_t{shopper::qatar_date(at).days_since_epoch()}; });
  keep(policy.months, [&](shopper::Instant at) { return month(shopper::qatar_date(at)); });
  keep(policy.years, [](shopper::Instant at) { return std::int64_t{shopper::qatar_date(at).year}; });
  return ids;
}

}  // namespace shopperctl
