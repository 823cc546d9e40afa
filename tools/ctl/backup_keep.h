// Which backups are kept: of each of the last N hours, days, months and years that have any, the newest. Pure; the removing is backup_prune.cpp.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/time.h"

namespace shopperctl {

struct KeepPolicy {
  int hours = 0;
  int days = 0;
  int months = 0;
  int years = 0;
};

inline constexpr const char* usual_keep = "24h,30d,12m";
inline constexpr int keep_count_max = 10'000;

// "24h,30d,12m,7y", each unit once and at least one; nothing when it is not like that.
std::optional<KeepPolicy> parse_keep(std::string_view text);

struct Dated {
  std::string id;
  shopper::Instant at;
};

// The ids that are kept: always the newest, whatever the policy. Days, months and years are those of Qatar. A time without backups uses nothing up:
// when no new ones are made, none grows too old.
std::set<std::string> kept(std::vector<Dated> backups, const KeepPolicy& policy);

}  // namespace shopperctl
