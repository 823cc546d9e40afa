// Service keys for stores in tests: the same for all stores of a test program, so that a store opened again reads what it wrote.
#pragma once

#include <memory>

#include "platform/crypto/key_ring.h"

namespace shopper::testing {

inline std::shared_ptr<const crypto::ServiceKeys> service_keys() {
  static const auto keys = std::make_shared<const crypto::ServiceKeys>(crypto::KeyRing::fresh("test"));
  return keys;
}

}  // namespace shopper::testing
