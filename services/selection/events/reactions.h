// What selection does when registration has news.
#pragma once

#include "platform/events/consumer.h"

namespace shopper::selection {

void react_to_registration(events::Consumer& consumer);

}  // namespace shopper::selection
