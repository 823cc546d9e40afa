#include "selection/usecases/members.h"

namespace shopper::selection {
namespace {

Result<PanelMember> act(Unit& unit, const MemberAction& input, MemberCommand command, bool reason_required) {
  SHOPPER_TRY(auto member, load_member(unit, input.id));
  SHOPPER_CHECK(expect_not_own(unit, member.shopper));
  SHOPPER_CHECK(expect_version(member.version, input.expected_version));
  FieldErrors errors;
  errors.check(!reason_required || !input.reason.empty(), "/reason", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  errors.check(input.reason.size() <= 1000, "/reason", "TOO_LONG", {"1000 بايت على الأكثر", "At most 1000 bytes"});
  SHOPPER_CHECK(errors.result());
  SHOPPER_CHECK(move_member(unit, member, command, input.reason));
  return member;
}

}  // namespace

Result<PanelMember> suspend_member(Unit& unit, const MemberAction& input) { return act(unit, input, MemberCommand::suspend, true); }
Result<PanelMember> reinstate_member(Unit& unit, const MemberAction& input) { return act(unit, input, MemberCommand::reinstate, true); }
Result<PanelMember> release_member(Unit& unit, const MemberAction& input) { return act(unit, input, MemberCommand::release, true); }
Result<PanelMember> remove_member(Unit& unit, const MemberAction& input) { return act(unit, input, MemberCommand::remove, true); }
Result<PanelMember> complete_member(Unit& unit, const MemberAction& input) { return act(unit, input, MemberCommand::complete, false); }

Result<PanelMember> return_member(Unit& unit, const MemberAction& input) {
  SHOPPER_TRY(auto member, load_own_member(unit, input.id));
  SHOPPER_CHECK(expect_version(member.version, input.expected_version));
  member.absent_from = member.absent_to = {};
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::come_back, input.reason));
  return member;
}

}  // namespace shopper::selection
