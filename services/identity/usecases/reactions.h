// What identity does when another service's event arrives.
#pragma once

#include "identity/usecases/accounts.h"
#include "platform/usecase/erasure.h"

namespace shopper::identity {

struct MemberChanged {
  std::string programme_id;
  std::string shopper;
  std::string state;
  SHOPPER_FIELDS(MemberChanged, programme_id, shopper, state)
};
// Selection has done its part in an erasure: ours is the account, when the whole person is meant.
Result<Done> erase_subject(Unit& unit, const Event& event);
Result<Done> apply_member_changed(Unit& unit, const MemberChanged& event);

}  // namespace shopper::identity
