// Use cases of notices and inquiries: input shapes here, one operation per file.
#pragma once

#include "registration/usecases/applications.h"

namespace shopper::registration {

struct RecordNotice {
  std::string application_id;
  NoticeKind kind = NoticeKind::unspecified;
  Date from;
  Date to;
  std::vector<std::string> conflicts;
  std::string remark;
  bool dry_run = false;
  SHOPPER_FIELDS(RecordNotice, application_id, kind, from, to, conflicts, remark, dry_run)
};
struct ListNotices {
  std::string application_id;
  std::string programme_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListNotices, application_id, programme_id, limit, cursor)
};
struct CreateInquiry {
  std::string programme_id;
  std::string email;
  std::string subject;
  std::string question;
  SHOPPER_FIELDS(CreateInquiry, programme_id, email, subject, question)
};
struct GetInquiry {
  std::string id;
  std::string receipt;
  SHOPPER_FIELDS(GetInquiry, id, receipt)
};
struct ListInquiries {
  std::string state;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListInquiries, state, limit, cursor)
};
struct AnswerInquiry {
  std::string id;
  std::int64_t expected_version = 0;
  std::string answer;
  SHOPPER_FIELDS(AnswerInquiry, id, expected_version, answer)
};

Result<Notice> record_notice(Unit& unit, const RecordNotice& input);
Result<Page<Notice>> list_notices_page(Unit& unit, const ListNotices& input);
struct CreateInquiryCase {
  PersonKeys keys;
  Result<Inquiry> operator()(Unit& unit, const CreateInquiry& input) const;
};
Result<Inquiry> get_inquiry(Unit& unit, const GetInquiry& input);
Result<Page<Inquiry>> list_inquiries_page(Unit& unit, const ListInquiries& input);
Result<Inquiry> answer_inquiry(Unit& unit, const AnswerInquiry& input);

// Event (docs/EVENTS.md).
struct NoticeRecorded {
  std::string notice_id;
  std::string application_id;
  std::string programme_id;
  NoticeKind kind = NoticeKind::unspecified;
  Date from;
  Date to;
  std::vector<std::string> conflicts;
  bool suspends = false;
  SHOPPER_FIELDS(NoticeRecorded, notice_id, application_id, programme_id, kind, from, to, conflicts, suspends)
};

}  // namespace shopper::registration
