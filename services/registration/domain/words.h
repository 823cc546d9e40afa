// What several checks of registration say.
#pragma once

#include "platform/base/text.h"

namespace shopper::registration {

inline const Text required{"هذا الحقل مطلوب", "This field is required"};

}  // namespace shopper::registration
