// The numbers of the rules, as one versioned row (`policies`); these are the defaults of version 1.
#pragma once

#include <cstdint>

#include "platform/base/fields.h"

namespace shopper::evaluation::domain {

struct Policy {
  std::int64_t version = 1;
  std::int64_t branch_rotation_days = 90;
  std::int64_t entity_rotation_days = 30;
  std::int64_t concurrent_missions = 3;         // R-24, per volunteer
  std::int64_t pair_missions_per_month = 1;     // R-24, per volunteer and branch
  std::int64_t offer_hours = 48;                // to accept or decline
  std::int64_t report_delay_minutes = 120;      // longer delays are flagged
  std::int64_t report_age_days = 31;            // an organic visit is reported within
  std::int64_t query_working_days = 3;
  SHOPPER_FIELDS(Policy, version, branch_rotation_days, entity_rotation_days, concurrent_missions, pair_missions_per_month, offer_hours,
                 report_delay_minutes, report_age_days, query_working_days)
};

}  // namespace shopper::evaluation::domain
