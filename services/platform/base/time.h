// Instants (UTC microseconds) and calendar dates (Asia/Qatar, UTC+3 without daylight saving).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shopper {

// A point in time: microseconds since 1970-01-01T00:00:00Z. 0 means "not yet".
struct Instant {
  std::int64_t us = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
  explicit operator bool() const { return us != 0; }
  Instant plus(std::chrono::microseconds d) const { return {us + d.count()}; }
  std::string rfc3339() const;                                  // "2022-06-06T05:00:00Z", with .ffffff only when not whole
  static std::optional<Instant> parse(std::string_view text);   // RFC 3339 with any offset
};

// A proleptic Gregorian calendar date. The default is "no date".
struct Date {
  std::int32_t year = 0;
  std::int32_t month = 0;
  std::int32_t day = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
  explicit operator bool() const { return year != 0; }
  bool valid() const;
  std::string iso() const;                                      // "2022-06-06", "" for no date
  static std::optional<Date> parse(std::string_view text);      // strict YYYY-MM-DD
  Date plus_days(int days) const;
  // Adds months; a day past the month's end becomes its last day (31 Jan + 1 month = 28 Feb).
  Date plus_months(int months) const;
  int days_since_epoch() const;
};

inline constexpr std::chrono::hours qatar_offset{3};

Date qatar_date(Instant instant);
Instant start_of_day(Date date);      // 00:00 Asia/Qatar
Instant end_of_day(Date date);        // the first instant of the next day in Asia/Qatar
// Completed years from `born` to `on`; a birthday of 29 February falls on 1 March in common years.
int age_in_years(Date born, Date on);
// Government working days are Sunday to Thursday.
bool is_working_day(Date date);

}  // namespace shopper
