#include "selection/usecases/privacy.h"

namespace shopper::selection {

Result<Done> erase_subject(Unit& unit, const Event& event) {
  const auto news = event.as<SubjectErased>();
  std::vector<ErasureItem> items;
  // Those found eligible came here; registration has withdrawn before whoever was still under way.
  for (const auto& id : news.ids)
    for (auto& item : erase_candidate(unit.db, id, store::nobody(news.erasure_id), unit.now)) {
      const auto same = std::find_if(items.begin(), items.end(), [&](const ErasureItem& known) { return known.table == item.table && known.action == item.action; });
      if (same == items.end()) items.push_back(std::move(item));
      else same->rows += item.rows;
    }
  if (news.whole_person)
    for (auto& item : store::erase_answers(unit.db, news.subject, unit.now)) items.push_back(std::move(item));
  tell_erasure(unit, news, "selection", std::move(items));
  return Done{};
}

}  // namespace shopper::selection
