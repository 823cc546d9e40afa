#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {

Result<Page<Suggestion>> list_suggestions_page(Unit& unit, const ListSuggestions& input) {
  const int limit = page_limit(input.limit);
  return make_page(list_suggestions(unit.db, input.programme_id, input.cursor, limit + 1), limit, [](const Suggestion& last) { return last.id; });
}

}  // namespace shopper::recommendation
