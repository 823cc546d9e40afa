#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {

Result<Page<Suggestion>> list_suggestions_page(Unit& unit, const ListSuggestions& input) {
  const int limit = page_limit(input.limit);
  auto page = make_page(list_suggestions(unit.db, input.programme_id, input.cursor, limit + 1), limit, [](const Suggestion& last) { return last.id; });
  std::erase_if(page.items, [&](const Suggestion& item) { return !acts_in_programme(unit.actor, item.programme_id); });
  return page;
}

}  // namespace shopper::recommendation
