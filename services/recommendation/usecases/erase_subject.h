// Recommendation's part of an erasure, when evaluation has done its own.
#pragma once

#include "platform/usecase/erasure.h"

namespace shopper::recommendation {

Result<Done> erase_subject(Unit& unit, const Event& event);

}  // namespace shopper::recommendation
