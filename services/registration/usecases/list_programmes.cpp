#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Page<Programme>> list_programmes_page(Unit& unit, const ListProgrammes& input) {
  const int limit = page_limit(input.limit);
  auto rows = list_programmes(unit.db, is_staff(unit.actor), input.cursor, limit + 1);
  for (auto& programme : rows) programme.open = window_open(programme, unit.now);
  return make_page(std::move(rows), limit, [](const Programme& last) { return last.id; });
}

}  // namespace shopper::registration
