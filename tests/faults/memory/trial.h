// A service whose process runs out of memory at the n-th allocation of its commands. Each try is a process of its own on a real disk, so that it may end;
// what it had promised until then is known to the test.
#pragma once

#include "tests/faults/simulated/trial.h"

namespace shopper::testing {

// Requires that the process lives, or ends at once; that what was acknowledged is there and nothing is half; and that one that lives has refused cleanly and works.
void survive_failing_allocations(Service& service);

}  // namespace shopper::testing
