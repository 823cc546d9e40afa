// O-09: which backups are kept. Whatever the times, the newest stays, and every period that has one is answered for.
#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "backup_keep.h"
#include "tests/support/temporary.h"

using namespace shopperctl;
using shopper::Instant;

namespace {

Instant at(const char* text) { return Instant::parse(text).value(); }

std::set<std::string> keep(std::vector<Dated> backups, const char* policy) { return kept(std::move(backups), parse_keep(policy).value()); }

}  // namespace

TEST_CASE("O-09 a policy is units with counts, each once") {
  const auto usual = parse_keep(usual_keep);
  REQUIRE(usual);
  CHECK(usual->hours == 24);
  CHECK(usual->days == 30);
  CHECK(usual->months == 12);
  CHECK(usual->years == 0);
  CHECK(parse_keep("7y")->years == 7);
  for (const char* wrong : {"", ",", "24", "h", "24h,", "0h", "-1d", "24h,24h", "10001d", "3w", "24 h", "1h;2d", "99999999999999999999h", "2.5d", "+3d"}) {
    INFO(wrong);
    CHECK_FALSE(parse_keep(wrong));
  }
}

TEST_CASE("O-09 the newest of each hour, day and month, by the calendar of Qatar") {
  const std::vector<Dated> backups{{"a", at("2026-03-31T19:10:00Z")}, {"b", at("2026-03-31T20:59:00Z")}, {"c", at("2026-03-31T21:01:00Z")}, {"d", at("2026-03-31T21:59:00Z")}, {"e", at("2026-04-01T08:00:00Z")}};
  CHECK(keep(backups, "1h") == std::set<std::string>{"e"});
  CHECK(keep(backups, "3h") == std::set<std::string>{"e", "d", "b"});
  // 21:00 UTC is midnight there.
  CHECK(keep(backups, "2d") == std::set<std::string>{"e", "b"});
  CHECK(keep(backups, "2m") == std::set<std::string>{"e", "b"});
  CHECK(keep(backups, "1y") == std::set<std::string>{"e"});
  CHECK(keep({}, "1h").empty());
  CHECK(keep({{"old", at("2001-01-01T00:00:00Z")}}, "1h") == std::set<std::string>{"old"});
}

TEST_CASE("O-09 whatever was taken when, a policy keeps the newest and answers for each period that has one") {
  std::mt19937_64 random(shopper::testing::seed("kept backups"));
  for (int round = 0; round < 300; ++round) {
    std::vector<Dated> backups;
    const auto span_us = std::int64_t{1} << (33 + random() % 20);   // hours to centuries
    const auto start_us = std::int64_t{1'600'000'000'000'000};
    for (std::uint64_t n = random() % 200; n > 0; --n) backups.push_back({std::to_string(n), Instant{start_us + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span_us))}});
    const KeepPolicy policy{static_cast<int>(random() % 30), static_cast<int>(random() % 40), static_cast<int>(random() % 15), static_cast<int>(random() % 5)};
    const auto ids = kept(backups, policy);
    CHECK(ids.size() <= static_cast<std::size_t>(policy.hours + policy.days + policy.months + policy.years + 1));
    if (backups.empty()) continue;
    const auto newest = std::max_element(backups.begin(), backups.end(), [](const Dated& a, const Dated& b) { return std::pair(a.at, a.id) < std::pair(b.at, b.id); });
    CHECK(ids.contains(newest->id));
    // The model: periods counted from the newest, each with its newest.
    const auto answered = [&](int count, const std::function<std::int64_t(Instant)>& period_of) {
      std::map<std::int64_t, Dated, std::greater<>> newest_of;
      for (const auto& backup : backups) {
        const auto [found, fresh] = newest_of.try_emplace(period_of(backup.at), backup);
        if (!fresh && std::pair(backup.at, backup.id) > std::pair(found->second.at, found->second.id)) found->second = backup;
      }
      bool all = true;
      for (auto it = newest_of.begin(); it != newest_of.end() && count > 0; ++it, --count) all = all && ids.contains(it->second.id);
      return all;
    };
    CHECK(answered(policy.hours, [](Instant t) { return t.us / 3'600'000'000; }));
    CHECK(answered(policy.days, [](Instant t) { return std::int64_t{shopper::qatar_date(t).days_since_epoch()}; }));
    CHECK(answered(policy.months, [](Instant t) { return std::int64_t{shopper::qatar_date(t).year} * 100 + shopper::qatar_date(t).month; }));
    CHECK(answered(policy.years, [](Instant t) { return std::int64_t{shopper::qatar_date(t).year}; }));
    // Keeping again what was kept removes nothing more, and a further one pushes out but little.
    std::vector<Dated> left;
    for (const auto& backup : backups)
      if (ids.contains(backup.id)) left.push_back(backup);
    CHECK(kept(left, policy) == ids);
  }
}
