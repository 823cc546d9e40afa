#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Page<Application>> list_applications_page(Unit& unit, const ListApplications& input) {
  FieldErrors errors;
  errors.check(input.state.empty() || enum_from<ApplicationState>(input.state), "/state", "STATE_UNKNOWN", {"حالة غير معروفة", "This is not a state"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  // Applicants list their own; drafts are nobody else's business.
  const auto& actor = unit.actor;
  const bool staff = is_staff_somewhere(actor);
  auto rows = list_applications(unit.db, input.programme_id, input.state, staff ? "" : unit.actor.subject, input.cursor, limit + 1);
  auto page = make_page(std::move(rows), limit, [](const Application& last) { return last.id; });
  std::erase_if(page.items, [&](const Application& item) { return !may_read(actor, item); });
  for (auto& item : page.items) item = view_for(unit.actor, std::move(item), true);
  return page;
}

}  // namespace shopper::registration
