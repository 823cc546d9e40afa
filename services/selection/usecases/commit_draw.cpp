#include "platform/crypto/hash.h"
#include "selection/usecases/draws.h"

namespace shopper::selection {

Result<DrawView> commit_draw(Unit& unit, const ByIdAndVersion& input) {
  SHOPPER_TRY(auto draw, load_draw(unit, input.id));
  SHOPPER_CHECK(expect_version(draw.version, input.expected_version));
  SHOPPER_TRY(draw.state, draw_lifecycle().next(draw.state, DrawCommand::commit));
  SHOPPER_CHECK(expect_same_way(draw, unit.actor.imported()));
  SHOPPER_CHECK(may_commit(draw, unit.actor.subject, unit.now));
  SHOPPER_TRY(const auto plan, load_plan(unit, draw.programme_id));
  const auto pool = entrants(candidates_in(unit.db, draw.programme_id, {CandidateState::pool}));
  if (draw.input_sha256 != crypto::sha256_hex(canonical_input(pool, plan)))
    return conflict("POOL_CHANGED", {"تغيرت المجموعة منذ إعداد السحب؛ ألغه وأعدّه من جديد", "The pool has changed since the draw was prepared; discard it and prepare it anew"});
  draw.committed_by = unit.actor.subject;
  draw.committed_at = unit.now;
  ++draw.version;
  unit.db.update(draw);
  write_certificate(unit, draw);
  return view_of(unit, draw);
}

}  // namespace shopper::selection
