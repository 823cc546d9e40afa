#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Page<Notice>> list_notices_page(Unit& unit, const ListNotices& input) {
  const int limit = page_limit(input.limit);
  const std::string owner = is_staff(unit.actor) ? "" : unit.actor.subject;
  auto page = make_page(list_notices(unit.db, input.programme_id, input.application_id, owner, input.cursor, limit + 1), limit,
                        [](const Notice& last) { return last.id; });
  if (unit.actor.has_role("auditor"))
    for (auto& notice : page.items) notice.remark.clear();
  return page;
}

}  // namespace shopper::registration
