#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {
void check_reason(FieldErrors& errors, const std::string& reason) {
  errors.check(!reason.empty() && reason.size() <= 2000, "/reason", "LENGTH", {"يلزم نص من 1 إلى 2000 بايت", "A text of 1 to 2000 bytes is needed"});
}
}  // namespace

Result<LegalHold> set_legal_hold(Unit& unit, const SetLegalHold& input) {
  FieldErrors errors;
  check_reason(errors, input.reason);
  errors.check(input.subject.empty() != input.application_id.empty(), "/subject", "ONE_OF", {"يلزم subject أو application_id، لا كلاهما", "Either subject or application_id is needed, not both"});
  errors.check(input.subject.size() <= 255, "/subject", "TOO_LONG", {"255 بايت على الأكثر", "At most 255 bytes"});
  SHOPPER_CHECK(errors.result());
  LegalHold hold;
  hold.subject = input.subject;
  if (!input.application_id.empty()) {
    const auto application = unit.db.find<Application>("id = :i", {input.application_id});
    if (!application) return errors::not_found(input.application_id);
    hold.subject = application->applicant;
  }
  if (held(unit.db, hold.subject)) return conflict("HOLD_EXISTS", {"البيانات محفوظة بأمر قانوني من قبل", "These data are under a legal hold already"});
  hold.id = unit.new_id();
  hold.reason = input.reason;
  hold.set_by = unit.actor.subject;
  hold.set_at = unit.now;
  unit.db.insert(hold);
  return hold;
}

Result<LegalHold> lift_legal_hold(Unit& unit, const LiftLegalHold& input) {
  auto hold = unit.db.find<LegalHold>("id = :i", {input.id});
  if (!hold) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(hold->version, input.expected_version));
  if (hold->lifted_at) return errors::wrong_state("lifted", {});
  FieldErrors errors;
  check_reason(errors, input.reason);
  SHOPPER_CHECK(errors.result());
  hold->lift_reason = input.reason;
  hold->lifted_by = unit.actor.subject;
  hold->lifted_at = unit.now;
  ++hold->version;
  unit.db.update(*hold);
  return std::move(*hold);
}

Result<LegalHold> get_legal_hold(Unit& unit, const ById& input) {
  auto hold = unit.db.find<LegalHold>("id = :i", {input.id});
  if (!hold) return errors::not_found(input.id);
  return std::move(*hold);
}

Result<Page<LegalHold>> list_legal_holds_page(Unit& unit, const ListLegalHolds& input) {
  const int limit = page_limit(input.limit);
  return make_page(list_holds(unit.db, input.standing_only, input.cursor, limit + 1), limit, [](const LegalHold& last) { return last.id; });
}

}  // namespace shopper::registration
