// Use cases of the rights of data subjects: input shapes here, one operation per file.
#pragma once

#include "platform/usecase/document.h"
#include "platform/usecase/erasure.h"
#include "registration/store/privacy_store.h"
#include "registration/usecases/notices.h"

namespace shopper::registration {

struct NoInput {
  SHOPPER_FIELDS(NoInput)
};
struct ListErasures {
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListErasures, limit, cursor)
};
struct SetLegalHold {
  std::string subject;
  std::string application_id;   // instead of the subject
  std::string reason;
  SHOPPER_FIELDS(SetLegalHold, subject, application_id, reason)
};
struct LiftLegalHold {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(LiftLegalHold, id, expected_version, reason)
};
struct ListLegalHolds {
  bool standing_only = false;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListLegalHolds, standing_only, limit, cursor)
};
struct Purge {
  bool dry_run = false;
  SHOPPER_FIELDS(Purge, dry_run)
};
// What a purge did, or (dry run) would do, with one class.
struct PurgedClass {
  std::string name;
  int days = 0;
  int due = 0;      // at most a batch; the rest is for the next purge
  int held = 0;     // besides these, kept by a legal hold
  SHOPPER_FIELDS(PurgedClass, name, days, due, held)
};
struct PurgeReport {
  bool dry_run = false;
  bool more = false;
  std::vector<PurgedClass> classes;
  std::vector<std::string> erasure_ids;
  SHOPPER_FIELDS(PurgeReport, dry_run, more, classes, erasure_ids)
};

// The person asks for it; what registration has goes at once, the other services follow (docs/PRIVACY.md).
struct RequestErasureCase {
  PersonKeys keys;
  Result<Erasure> operator()(Unit& unit, const NoInput& input) const;
};
Result<Erasure> get_erasure(Unit& unit, const ById& input);
Result<Page<Erasure>> list_erasures_page(Unit& unit, const ListErasures& input);
Result<Document> export_own_data(Unit& unit, const NoInput& input);
// Withdraws the consent, and with it the application: without consent nothing may be done with it.
Result<Application> withdraw_consent(Unit& unit, const ByIdAndVersion& input);
Result<LegalHold> set_legal_hold(Unit& unit, const SetLegalHold& input);
Result<LegalHold> lift_legal_hold(Unit& unit, const LiftLegalHold& input);
Result<LegalHold> get_legal_hold(Unit& unit, const ById& input);
Result<Page<LegalHold>> list_legal_holds_page(Unit& unit, const ListLegalHolds& input);
Result<PurgeReport> purge(Unit& unit, const Purge& input);

// Registration's part, and the start of the others': withdraws what is under way, erases, keeps the receipt, tells.
Result<Erasure> start_erasure(Unit& unit, ErasureCause cause, const std::string& subject, std::vector<Application> applications, const std::vector<std::string>& inquiries);
// Another service's answer.
Result<Done> collect_erasure(Unit& unit, const Event& event);
// Withdraws, where the lifecycle lets it; whether it did.
bool withdraw_where_possible(Unit& unit, Application& application, const std::string& reason, const Text& text);

}  // namespace shopper::registration
