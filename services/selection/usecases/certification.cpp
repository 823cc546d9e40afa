#include "selection/usecases/members.h"

namespace shopper::selection {
namespace {

std::vector<MissingItem> missing_of(Unit& unit, const PanelMember& member) {
  return missing_for_certification(member, code_of(unit, member.programme_id), workshops_of(unit.db, member.programme_id), attendance_of(unit.db, member.id));
}

}  // namespace

Result<Certification> get_certification(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto member, load_own_member(unit, input.id));
  return Certification{member.id, bool(member.certified_at), missing_of(unit, member)};
}

Result<PanelMember> certify_member(Unit& unit, const MemberAction& input) {
  SHOPPER_TRY(auto member, load_member(unit, input.id));
  SHOPPER_CHECK(expect_not_own(unit, member.shopper));
  SHOPPER_CHECK(expect_version(member.version, input.expected_version));
  SHOPPER_CHECK(member_lifecycle().next(member.state, MemberCommand::certify));
  if (const auto missing = missing_of(unit, member); !missing.empty()) {
    auto error = conflict("CERTIFICATION_INCOMPLETE", {"ينقص العضو شيء مما تشترطه الشهادة", "Something that certification demands is missing"});
    for (const auto& item : missing) error.fields.push_back({"", item.code, item.text});
    return error;
  }
  member.certified_at = unit.now;
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::certify, input.reason));
  return member;
}

Result<PanelMember> activate_member(Unit& unit, const MemberAction& input) {
  SHOPPER_TRY(auto member, load_member(unit, input.id));
  SHOPPER_CHECK(expect_not_own(unit, member.shopper));
  SHOPPER_CHECK(expect_version(member.version, input.expected_version));
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::activate, input.reason));
  SHOPPER_TRY(auto candidate, load_candidate(unit, member.id));
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::activate));
  return member;
}

}  // namespace shopper::selection
