#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Appeal> appeal_application(Unit& unit, const AppealApplication& input) {
  SHOPPER_TRY(auto application, load_own(unit, input.id));
  SHOPPER_CHECK(application_lifecycle().next(application.state, ApplicationCommand::appeal));
  const auto stage = appeal_stage(application.state);
  if (appeal_of(unit.db, application.id, stage)) return conflict("APPEAL_EXISTS", {"سبق التظلم في هذه المرحلة", "This stage was already appealed against"});
  FieldErrors errors;
  errors.check(!input.grounds.empty() && input.grounds.size() <= 4000, "/grounds", "LENGTH", {"يلزم نص من 1 إلى 4000 بايت", "A text of 1 to 4000 bytes is needed"});
  SHOPPER_CHECK(errors.result());
  Appeal appeal;
  appeal.id = unit.new_id();
  appeal.application_id = application.id;
  appeal.programme_id = application.programme_id;
  appeal.stage = stage;
  appeal.grounds = input.grounds;
  appeal.filed_at = unit.now;
  unit.db.insert(appeal);
  append_timeline(unit.db, application.id, {unit.now, application.state, {"APPEALED"}, {{"قُدّم تظلم", "An appeal was filed"}}});
  return appeal;
}

}  // namespace shopper::registration
