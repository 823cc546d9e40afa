#include "selection/usecases/draws.h"

namespace shopper::selection {

Result<DrawView> set_entry_aside(Unit& unit, const DiscardDraw& input) {
  SHOPPER_TRY(auto draw, load_draw(unit, input.id));
  SHOPPER_CHECK(expect_version(draw.version, input.expected_version));
  SHOPPER_TRY(draw.state, draw_lifecycle().next(draw.state, DrawCommand::set_aside));
  SHOPPER_CHECK(expect_same_way(draw, unit.actor.imported()));
  if (unit.actor.subject == draw.entered_by)
    return refuse(ErrorKind::forbidden, "SECOND_PERSON_NEEDED", {"يصحح المُدخِل قيمته بإدخالها من جديد؛ والتنحية لغيره", "Whoever entered a value corrects it by entering another; setting it aside is for somebody else"});
  FieldErrors errors;
  errors.check(!input.reason.empty() && input.reason.size() <= 1000, "/reason", "LENGTH", {"اذكر السبب في 1 إلى 1000 بايت", "Give the reason in 1 to 1000 bytes"});
  SHOPPER_CHECK(errors.result());
  draw.superseded.push_back({draw.source, draw.value, draw.entered_at, input.reason});
  draw.source = 0;
  draw.value = draw.evidence = draw.source_reason = draw.entered_by = "";
  draw.entered_at = {};
  ++draw.version;
  unit.db.update(draw);
  return view_of(unit, draw);
}

}  // namespace shopper::selection
