// Signing in as people do: by the code that comes by mail.
#pragma once

#include "tests/harness/procedure.h"

namespace shopper::test {

// The code of the newest message to that address; the message is gone then.
std::string code_for(Harness& harness, const std::string& address);
// The tokens of a new session.
Json sign_in(Harness& harness, const std::string& address);

}  // namespace shopper::test
