#include "selection/usecases/draws.h"

namespace shopper::selection {

Result<Pool> get_pool(Unit& unit, const GetPool& input) {
  using State = CandidateState;
  SHOPPER_TRY(auto plan, load_plan_for_staff(unit, input.id));
  std::vector<State> states{State::pool};
  if (input.forecast) states = {State::phase1_review, State::invited, State::interview_scheduled, State::interviewed, State::pool};
  const auto pool = entrants(candidates_in(unit.db, input.id, states));
  Pool result;
  result.candidates = static_cast<int>(pool.size());
  result.panel_size = plan.panel_size;
  for (const auto& quota : plan.quotas) {
    PoolCell cell{quota.feature, quota.value, 0, quota.min, quota.max};
    for (const auto& entrant : pool)
      if (counts(quota, entrant)) ++cell.available;
    result.cells.push_back(cell);
  }
  if (const auto steps = smallest_relaxation(pool, plan)) {
    result.relaxations = *steps;
    result.feasible = steps->empty();
    if (result.feasible) result.in_no_panel = in_no_panel(pool, plan);
  }
  return result;
}

}  // namespace shopper::selection
