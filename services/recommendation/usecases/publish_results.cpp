#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<Done> publish_results(Unit& unit, const Disclosure& disclosure) {
  const auto before = disclosure.period == DisclosurePeriod::none ? unit.today().plus_days(1).iso() : period_of(unit.today(), disclosure.period);
  std::map<std::string, std::vector<Fact>> by_entity;
  for (auto& fact : withheld_facts(unit.db, before)) by_entity[fact.entity_id].push_back(std::move(fact));
  for (auto& [entity_id, facts] : by_entity) {
    const auto details = details_of(pointers(facts), disclosure);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (details[i] == Detail::withheld) continue;
      facts[i].shown = details[i];
      unit.db.update(facts[i]);
    }
  }
  return Done{};
}

}  // namespace shopper::recommendation
