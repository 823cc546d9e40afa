#include "platform/crypto/hash.h"
#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Inquiry> CreateInquiryCase::operator()(Unit& unit, const CreateInquiry& input) const {
  FieldErrors errors;
  ApplicationDetails contact;
  contact.email = input.email;
  errors.check(!input.email.empty() && check_details(contact, unit.today(), "").ok(), "/email", "EMAIL_INVALID", {"عنوان البريد غير صحيح", "The e-mail address is not valid"});
  errors.check(!input.subject.empty() && input.subject.size() <= 200, "/subject", "LENGTH", {"يلزم نص من 1 إلى 200 بايت", "A text of 1 to 200 bytes is needed"});
  errors.check(!input.question.empty() && input.question.size() <= 4000, "/question", "LENGTH", {"يلزم نص من 1 إلى 4000 بايت", "A text of 1 to 4000 bytes is needed"});
  SHOPPER_CHECK(errors.result());
  if (!input.programme_id.empty()) SHOPPER_CHECK(load_programme(unit, input.programme_id));
  Inquiry inquiry;
  inquiry.id = unit.new_id();
  inquiry.programme_id = input.programme_id;
  inquiry.email = input.email;
  inquiry.email_key = keys.email_key(input.email);
  inquiry.subject = input.subject;
  inquiry.question = input.question;
  inquiry.asked_at = unit.now;
  const auto secret = crypto::random_key();
  const auto receipt = crypto::hex({reinterpret_cast<const char*>(secret.data()), 16});
  inquiry.receipt_hash = crypto::sha256_hex(receipt);
  unit.db.insert(inquiry);
  inquiry.receipt = receipt;
  return inquiry;
}

}  // namespace shopper::registration
