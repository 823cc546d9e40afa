#include "selection/usecases/draws.h"

namespace shopper::selection {

Result<DrawView> discard_draw(Unit& unit, const DiscardDraw& input) {
  SHOPPER_TRY(auto draw, load_draw(unit, input.id));
  SHOPPER_CHECK(expect_version(draw.version, input.expected_version));
  SHOPPER_TRY(draw.state, draw_lifecycle().next(draw.state, DrawCommand::discard));
  FieldErrors errors;
  errors.check(!input.reason.empty() && input.reason.size() <= 2000, "/reason", "LENGTH", {"اذكر السبب في 1 إلى 2000 بايت", "Give the reason in 1 to 2000 bytes"});
  SHOPPER_CHECK(errors.result());
  draw.reason += "\nDiscarded: " + input.reason;
  ++draw.version;
  unit.db.update(draw);
  delete_computed(unit.db, draw.id);
  return view_of(unit, draw);
}

}  // namespace shopper::selection
