#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<ApplicationCounts> get_application_counts(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  if (!unit.actor.acts_in({"administrator", "reviewer", "interviewer", "analyst", "auditor"}, programme.id)) return errors::not_found(input.id);
  ApplicationCounts counts;
  for (const auto& [state, count] : count_by_state(unit.db, programme.id)) counts.by_state[state] = count;
  std::map<std::pair<std::string, std::string>, std::int64_t> by_value;
  for (const auto& features : eligible_features(unit.db, programme.id))
    for (const auto& [feature, value] : features) ++by_value[{feature, value}];
  // Every value of the programme appears, also those nobody has: an empty cell is what the team must see.
  for (const auto& feature : programme.features)
    for (const auto& value : feature.values) counts.by_feature.push_back({feature.code, value.code, by_value[{feature.code, value.code}]});
  return counts;
}

}  // namespace shopper::registration
