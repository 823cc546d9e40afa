#include "platform/base/time.h"

#include <array>
#include <cstdio>

namespace shopper {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t us_per_s = 1'000'000;
constexpr std::int64_t us_per_day = 86'400 * us_per_s;

year_month_day ymd(Date d) { return {year{d.year}, month{static_cast<unsigned>(d.month)}, day{static_cast<unsigned>(d.day)}}; }
Date from_days(sys_days days) {
  const year_month_day v{days};
  return {static_cast<int>(v.year()), static_cast<int>(static_cast<unsigned>(v.month())), static_cast<int>(static_cast<unsigned>(v.day()))};
}
std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Exactly `count` digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::string Instant::rfc3339() const {
  const auto days = floor_div(us, us_per_day);
  const auto rest = us - days * us_per_day;
  const auto date = from_days(sys_days{std::chrono::days{days}});
  std::array<char, 48> out{};
  const int h = static_cast<int>(rest / us_per_s / 3600), m = static_cast<int>(rest / us_per_s / 60 % 60), s = static_cast<int>(rest / us_per_s % 60);
  const int fraction = static_cast<int>(rest % us_per_s);
  if (fraction == 0) std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year, date.month, date.day, h, m, s);
  else std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", date.year, date.month, date.day, h, m, s, fraction);
  return out.data();
}

std::optional<Instant> Instant::parse(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto date = Date::parse(text.substr(0, 10));
  const auto h = digits(text, 11, 2), m = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!date || !h || !m || !s || *h > 23 || *m > 59 || *s > 59) return std::nullopt;
  std::size_t at = 19;
  std::int64_t fraction_us = 0;
  if (text[at] == '.') {
    std::int64_t scale = us_per_s / 10;
    std::size_t count = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
      fraction_us += (text[at] - '0') * scale;
      scale /= 10;
    }
    if (count == 0 || count > 9) return std::nullopt;
  }
  std::int64_t offset_s = 0;
  if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) {
  } else if (at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && text[at + 3] == ':') {
    const auto oh = digits(text, at + 1, 2), om = digits(text, at + 4, 2);
    if (!oh || !om || *oh > 23 || *om > 59) return std::nullopt;
    offset_s = (*oh * 3600 + *om * 60) * (text[at] == '-' ? -1 : 1);
  } else {
    return std::nullopt;
  }
  const std::int64_t seconds = static_cast<std::int64_t>(date->days_since_epoch()) * 86'400 + *h * 3600 + *m * 60 + *s - offset_s;
  return Instant{seconds * us_per_s + fraction_us};
}

bool Date::valid() const { return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && ymd(*this).ok(); }

std::string Date::iso() const {
  if (!*this) return {};
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", year, month, day);
  return out.data();
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (!y || !m || !d) return std::nullopt;
  const Date date{*y, *m, *d};
  return date.valid() ? std::optional{date} : std::nullopt;
}

int Date::days_since_epoch() const { return static_cast<int>(sys_days{ymd(*this)}.time_since_epoch().count()); }
Date Date::plus_days(int days) const { return from_days(sys_days{ymd(*this)} + std::chrono::days{days}); }

Date Date::plus_months(int months) const {
  auto moved = ymd(*this) + std::chrono::months{months};
  if (!moved.ok()) moved = year_month_day{moved.year() / moved.month() / std::chrono::last};
  return from_days(sys_days{moved});
}

Date qatar_date(Instant instant) {
  const auto local_us = instant.us + std::chrono::microseconds{qatar_offset}.count();
  return from_days(sys_days{std::chrono::days{floor_div(local_us, us_per_day)}});
}
Instant start_of_day(Date date) { return {static_cast<std::int64_t>(date.days_since_epoch()) * us_per_day - std::chrono::microseconds{qatar_offset}.count()}; }
Instant end_of_day(Date date) { return start_of_day(date.plus_days(1)); }

int age_in_years(Date born, Date on) {
  int age = on.year - born.year;
  if (on.month < born.month || (on.month == born.month && on.day < born.day)) --age;
  return age;
}

bool is_working_day(Date date) {
  const std::chrono::weekday weekday{sys_days{ymd(date)}};
  return weekday != std::chrono::Friday && weekday != std::chrono::Saturday;
}

}  // namespace shopper
