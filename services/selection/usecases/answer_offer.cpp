#include "selection/usecases/members.h"

namespace shopper::selection {
namespace {

Result<PanelMember> open_offer(Unit& unit, const MemberAction& input) {
  SHOPPER_TRY(auto member, load_member(unit, input.id));
  if (member.shopper != unit.actor.subject) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(member.version, input.expected_version));
  if (member.state == MemberState::offered && unit.now >= member.offer_expires_at)
    return conflict("OFFER_EXPIRED", {"انتهت مهلة العرض", "The offer has expired"});
  return member;
}

}  // namespace

Result<PanelMember> accept_offer(Unit& unit, const MemberAction& input) {
  SHOPPER_TRY(auto member, open_offer(unit, input));
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::accept, input.reason));
  SHOPPER_TRY(auto candidate, load_candidate(unit, member.id));
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::accept));
  return member;
}

Result<PanelMember> decline_offer(Unit& unit, const MemberAction& input) {
  SHOPPER_TRY(auto member, open_offer(unit, input));
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::decline, input.reason));
  SHOPPER_TRY(auto candidate, load_candidate(unit, member.id));
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::decline));
  return member;
}

}  // namespace shopper::selection
