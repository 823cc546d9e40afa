#include "registration/usecases/applications.h"

namespace shopper::registration {

Result<Page<Appeal>> list_appeals_page(Unit& unit, const ListAppeals& input) {
  const int limit = page_limit(input.limit);
  return make_page(list_appeals(unit.db, input.programme_id, input.state, input.cursor, limit + 1), limit, [](const Appeal& last) { return last.id; });
}

}  // namespace shopper::registration
