#include "selection/usecases/reviews.h"

namespace shopper::selection {

Result<Page<Review>> list_reviews(Unit& unit, const ById& input) {
  SHOPPER_TRY(auto candidate, load_candidate_for(unit, input.id, {"reviewer", "administrator", "auditor"}));
  SHOPPER_CHECK(expect_not_own(unit, candidate.applicant));
  Page<Review> page;
  page.items = reviews_of(unit.db, candidate.id);
  // Independent until decided: no reader learns what another one thought.
  const bool own_only = candidate.state == CandidateState::phase1_review && !unit.actor.has_role("administrator") && !unit.actor.has_role("auditor");
  if (own_only) std::erase_if(page.items, [&](const Review& review) { return review.reader != unit.actor.subject; });
  return page;
}

}  // namespace shopper::selection
