#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Page<Notice>> list_notices_page(Unit& unit, const ListNotices& input) {
  const int limit = page_limit(input.limit);
  // Health and family matters are in them: readers and interviewers, who are applicants too, have no business with those of others.
  const bool administrator = unit.actor.has_role("administrator");
  const std::string owner = administrator || unit.actor.has_role("auditor") ? "" : unit.actor.subject;
  auto page = make_page(list_notices(unit.db, input.programme_id, input.application_id, owner, input.cursor, limit + 1), limit,
                        [](const Notice& last) { return last.id; });
  if (owner.empty() && !administrator)
    for (auto& notice : page.items) notice.remark.clear();
  return page;
}

}  // namespace shopper::registration
