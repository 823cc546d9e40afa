#include "selection/usecases/members.h"

namespace shopper::selection {

Result<PanelMember> sign_code(Unit& unit, const SignCode& input) {
  SHOPPER_TRY(auto member, load_member(unit, input.id));
  if (member.shopper != unit.actor.subject) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(member.version, input.expected_version));
  const auto code = code_of(unit, member.programme_id);
  if (code.code_version.empty()) return conflict("CODE_NOT_PUBLISHED", {"لم تُنشر مدونة السلوك بعد", "The code of conduct is not published yet"});
  FieldErrors errors;
  errors.check(input.code_version == code.code_version, "/code_version", "NOT_CURRENT", fill({"الإصدار الحالي هو {}", "The current version is {}"}, {code.code_version}));
  errors.check(input.sha256 == code.sha256, "/sha256", "HASH_DIFFERS", {"البصمة تخالف النص المنشور", "The hash differs from the published text"});
  SHOPPER_CHECK(errors.result());
  const auto before = member.state;
  member.code_version = code.code_version;
  member.code_sha256 = code.sha256;
  member.code_signed_at = unit.now;
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::sign_code, ""));
  if (before == MemberState::accepted) {
    SHOPPER_TRY(auto candidate, load_candidate(unit, member.id));
    SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::onboard));
  }
  return member;
}

}  // namespace shopper::selection
