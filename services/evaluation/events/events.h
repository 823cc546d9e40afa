// Connects other services' events to what they do here.
#pragma once

#include "evaluation/usecases/context.h"
#include "platform/events/consumer.h"

namespace shopper::evaluation {

void react_to_selection(events::Consumer& selection);
void react_to_recommendation(events::Consumer& recommendation, Context& context);

}  // namespace shopper::evaluation
