// Bugs put in on purpose: the simulation has teeth when it finds them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/enums.h"
#include "platform/store/db.h"

namespace shopper::simulation {

SHOPPER_ENUM(Sabotage, none, cursor_apart, event_skipped, key_not_kept, log_not_synced, mission_twice, anybody_certified, declined_counted)

// What of it lies in the store: triggers that do what a wrong statement would. Once, before anything happens.
void sabotage_store(store::Db& db, const std::string& service, Sabotage sabotage);

}  // namespace shopper::simulation
