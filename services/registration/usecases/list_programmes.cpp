#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Page<Programme>> list_programmes_page(Unit& unit, const ListProgrammes& input) {
  const int limit = page_limit(input.limit);
  const auto& actor = unit.actor;
  const bool staff = is_staff_somewhere(actor);
  auto rows = list_programmes(unit.db, staff, input.cursor, limit + 1);
  for (auto& programme : rows) programme.open = window_open(programme, unit.now);
  auto page = make_page(std::move(rows), limit, [](const Programme& last) { return last.id; });
  std::erase_if(page.items, [&](const Programme& programme) { return programme.state == ProgrammeState::draft && !is_staff(actor, programme.id); });
  return page;
}

}  // namespace shopper::registration
