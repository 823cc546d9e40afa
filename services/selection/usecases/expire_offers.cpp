#include "selection/usecases/members.h"

namespace shopper::selection {

Result<ExpiredOffers> expire_offers(Unit& unit, const ById& input) {
  if (!input.id.empty()) SHOPPER_CHECK(load_programme(unit, input.id));   // the sweep looks at all
  ExpiredOffers result;
  for (auto member : overdue_offers(unit.db, input.id, unit.now)) {
    SHOPPER_TRY(const bool replaced, move_member(unit, member, MemberCommand::expire, ""));
    SHOPPER_TRY(auto candidate, load_candidate(unit, member.id));
    SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::expire));
    ++result.expired;
    result.replaced += replaced;
  }
  return result;
}

}  // namespace shopper::selection
