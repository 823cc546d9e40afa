// What identity does when another service's event arrives.
#pragma once

#include "identity/usecases/accounts.h"

namespace shopper::identity {

struct MemberChanged {
  std::string programme_id;
  std::string shopper;
  std::string state;
  SHOPPER_FIELDS(MemberChanged, programme_id, shopper, state)
};
Result<Done> apply_member_changed(Unit& unit, const MemberChanged& event);

}  // namespace shopper::identity
