// What registration does when selection has decided.
#pragma once

#include "platform/events/consumer.h"

namespace shopper::registration {

void react_to_selection(events::Consumer& consumer);
// Collects what the other services erased.
void collect_erasures(events::Consumer& consumer);

}  // namespace shopper::registration
