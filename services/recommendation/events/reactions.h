// What recommendation learns from registration (programmes) and from evaluation (results).
#pragma once

#include "platform/events/consumer.h"
#include "recommendation/domain/disclosure.h"

namespace shopper::recommendation {

void react_to_registration(events::Consumer& consumer);
void react_to_evaluation(events::Consumer& consumer, const Disclosure& disclosure);

}  // namespace shopper::recommendation
