#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<Programme> publish_programme(Unit& unit, const ByIdAndVersion& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  SHOPPER_CHECK(expect_version(programme.version, input.expected_version));
  SHOPPER_TRY(programme.state, programme_lifecycle().next(programme.state, ProgrammeCommand::publish));
  SHOPPER_CHECK(check_programme(programme, true));
  ++programme.version;
  programme.published_at = unit.now;
  programme.open = window_open(programme, unit.now);
  unit.db.update(programme);
  ProgrammePublished event{programme.id, programme.code, programme.title, programme.panel_size, programme.reserve_size, {}};
  for (const auto& feature : programme.features) {
    FeatureFact fact{feature.code, {}};
    for (const auto& value : feature.values) fact.values.push_back(value.code);
    event.features.push_back(std::move(fact));
  }
  unit.emit("programme.published", programme.id, event);
  return programme;
}

}  // namespace shopper::registration
