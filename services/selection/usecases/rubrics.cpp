#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<Rubric> put_rubric(Unit& unit, const PutRubric& input) {
  SHOPPER_CHECK(load_programme(unit, input.id));
  Rubric rubric{input.id, 1, input.criteria, input.pass_share, input.hold_share, input.quorum};
  SHOPPER_CHECK(check_rubric(rubric));
  if (const auto newest = rubric_of(unit.db, input.id)) {
    rubric.version = newest->version;
    if (codec::to_json(*newest) == codec::to_json(rubric)) return *newest;
    ++rubric.version;
  }
  unit.db.insert(rubric);
  return rubric;
}

Result<Rubric> get_rubric(Unit& unit, const ById& input) {
  auto rubric = rubric_of(unit.db, input.id);
  if (!rubric || !sees_interviews(unit.actor, input.id)) return errors::not_found(input.id);
  return std::move(*rubric);
}

}  // namespace shopper::selection
