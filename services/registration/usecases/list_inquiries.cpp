#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Page<Inquiry>> list_inquiries_page(Unit& unit, const ListInquiries& input) {
  FieldErrors errors;
  errors.check(input.state.empty() || input.state == "open" || input.state == "answered", "/state", "STATE_UNKNOWN", {"open أو answered", "open or answered"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  return make_page(list_inquiries(unit.db, input.state, input.cursor, limit + 1), limit, [](const Inquiry& last) { return last.id; });
}

}  // namespace shopper::registration
