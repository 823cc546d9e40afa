#include "selection/usecases/reviews.h"

namespace shopper::selection {

Result<Page<Candidate>> list_review_queue(Unit& unit, const ListOfProgramme& input) {
  if (!unit.actor.acts_in("reviewer", input.programme_id)) return Page<Candidate>{};
  const int limit = page_limit(input.limit);
  auto page = make_page(review_queue(unit.db, input.programme_id, unit.actor.subject, input.cursor, limit + 1), limit, [](const Candidate& last) { return last.id; });
  // A reader seconded from an entity does not read those with a conflict there, and nobody reads the own application.
  std::erase_if(page.items, [&](const Candidate& c) {
    return c.applicant == unit.actor.subject || (!unit.actor.entity_id.empty() && std::find(c.conflicts.begin(), c.conflicts.end(), unit.actor.entity_id) != c.conflicts.end());
  });
  return page;
}

}  // namespace shopper::selection
