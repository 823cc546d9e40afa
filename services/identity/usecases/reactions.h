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
struct AuthorDisclosureStep {
  std::string disclosure_id;
  std::string programme_id;
  std::string evaluation_id;
  std::string step;
  std::string by;
  SHOPPER_FIELDS(AuthorDisclosureStep, disclosure_id, programme_id, evaluation_id, step, by)
};
// Somebody breaks the glass: all administrators and auditors of the programme hear of it (I-26).
Result<Done> warn_of_disclosure(Unit& unit, const AuthorDisclosureStep& event);
// Selection has done its part in an erasure: ours is the account, when the whole person is meant.
Result<Done> erase_subject(Unit& unit, const Event& event);
Result<Done> apply_member_changed(Unit& unit, const MemberChanged& event);

}  // namespace shopper::identity
