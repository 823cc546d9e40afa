// What the tests of the suite share.
#pragma once

#include "tests/harness/harness.h"

namespace shopper::test {

inline Harness& suite() { return Harness::shared(); }

inline const Json female{{"gender", "female"}}, male{{"gender", "male"}};

}  // namespace shopper::test
