// Notices of a change in the conditions of selection (ELI-05), appeals and inquiries.
#pragma once

#include "registration/domain/application.h"
#include "registration/domain/programme.h"

namespace shopper::registration {

SHOPPER_ENUM(NoticeKind, unspecified, absence, employer, residency, contact, health, conflict)
SHOPPER_ENUM(AppealState, open, upheld, dismissed)

struct NoticeEffect {
  std::string code;
  Text text;
  SHOPPER_FIELDS(NoticeEffect, code, text)
};

struct Notice {
  std::string id;
  std::string application_id;
  std::string programme_id;
  NoticeKind kind = NoticeKind::unspecified;
  Date from;
  Date to;
  std::vector<std::string> conflicts;
  std::string remark;
  bool suspends = false;
  std::vector<NoticeEffect> effects;
  Instant recorded_at;
  SHOPPER_FIELDS(Notice, id, application_id, programme_id, kind, from, to, conflicts, remark, suspends, effects, recorded_at)
};

struct Appeal {
  std::string id;
  std::int64_t version = 1;
  std::string application_id;
  std::string programme_id;
  std::string stage;
  std::string grounds;
  AppealState state = AppealState::open;
  std::string decision_reason;
  Instant filed_at;
  Instant decided_at;
  SHOPPER_FIELDS(Appeal, id, version, application_id, programme_id, stage, grounds, state, decision_reason, filed_at, decided_at)
};

struct Inquiry {
  std::string id;
  std::int64_t version = 1;
  std::string programme_id;
  std::string email;
  std::string subject;
  std::string question;
  std::string answer;
  std::string receipt;        // in clear only in the answer to its creation
  std::string receipt_hash;
  std::string email_key;      // keyed hash, to find a person's inquiries
  Instant asked_at;
  Instant answered_at;
  SHOPPER_FIELDS(Inquiry, id, version, programme_id, email, subject, question, answer, receipt, receipt_hash, email_key, asked_at, answered_at)
};

// Every wrong field of a notice.
Result<Done> check_notice(const Notice& notice);
// Fills in what the notice causes: its effects, and whether it suspends.
void derive_effects(Notice& notice, const Policy& policy);

}  // namespace shopper::registration
