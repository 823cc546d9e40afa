#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Appeal> decide_appeal(Unit& unit, const DecideAppeal& input) {
  auto appeal = unit.db.find<Appeal>("id = :id", {input.id});
  if (!appeal) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(appeal->version, input.expected_version));
  if (appeal->state != AppealState::open) return errors::wrong_state(std::string(to_string(appeal->state)), {});
  FieldErrors errors;
  errors.check(!input.reason.empty(), "/reason", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  SHOPPER_CHECK(errors.result());
  auto application = unit.db.find<Application>("id = :id", {appeal->application_id});
  if (!application) return errors::not_found(appeal->application_id);
  if (application->applicant == unit.actor.subject) return conflict("OWN_APPLICATION", {"لا يحكم أحد في طلبه", "Nobody decides about an application of their own"});
  appeal->state = input.upheld ? AppealState::upheld : AppealState::dismissed;
  appeal->decision_reason = input.reason;
  appeal->decided_at = unit.now;
  ++appeal->version;
  unit.db.update(*appeal);
  append_timeline(unit.db, application->id,
                  {unit.now, application->state, {input.upheld ? "APPEAL_UPHELD" : "APPEAL_DISMISSED"},
                   {input.upheld ? Text{"قُبل التظلم", "The appeal was upheld"} : Text{"رُفض التظلم", "The appeal was dismissed"}}});
  if (!input.upheld) return std::move(*appeal);
  if (appeal->stage == "eligibility") {
    SHOPPER_TRY(application->state, application_lifecycle().next(application->state, ApplicationCommand::reopen));
    application->verdict.eligible = true;   // by decision; the rules' own outcomes stay as they were
    ++application->version;
    application->updated_at = unit.now;
    admit(unit, *application);
    unit.db.update(*application);
    append_timeline(unit.db, application->id, {unit.now, application->state, {"ELIGIBLE_ON_APPEAL"}, {{"اعتُبر الطلب مستوفياً بعد التظلم", "Found eligible on appeal"}}});
  }
  unit.emit("application.appeal_upheld", application->id, AppealUpheld{application->id, application->programme_id, appeal->stage});
  return std::move(*appeal);
}

}  // namespace shopper::registration
