// What recommendation learns from registration (programmes) and from evaluation (results).
#pragma once

#include "platform/events/consumer.h"

namespace shopper::recommendation {

void react_to_registration(events::Consumer& consumer);
void react_to_evaluation(events::Consumer& consumer);

}  // namespace shopper::recommendation
