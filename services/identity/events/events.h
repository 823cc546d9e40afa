// Connects other services' events to what they do here.
#pragma once

#include "platform/events/consumer.h"

namespace shopper::identity {

void react_to_selection(events::Consumer& selection);
void react_to_evaluation(events::Consumer& evaluation);

}  // namespace shopper::identity
