#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Inquiry> answer_inquiry(Unit& unit, const AnswerInquiry& input) {
  auto inquiry = unit.db.find<Inquiry>("id = :id", {input.id});
  if (!inquiry) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(inquiry->version, input.expected_version));
  FieldErrors errors;
  errors.check(!input.answer.empty() && input.answer.size() <= 4000, "/answer", "LENGTH", {"يلزم نص من 1 إلى 4000 بايت", "A text of 1 to 4000 bytes is needed"});
  SHOPPER_CHECK(errors.result());
  inquiry->answer = input.answer;
  inquiry->answered_at = unit.now;
  ++inquiry->version;
  unit.db.update(*inquiry);
  return std::move(*inquiry);
}

}  // namespace shopper::registration
