#include "selection/usecases/reviews.h"

namespace shopper::selection {

Result<Review> review_application(Unit& unit, const ReviewApplication& input) {
  SHOPPER_TRY(auto candidate, load_candidate_for(unit, input.id, {"reviewer"}));
  SHOPPER_CHECK(expect_not_own(unit, candidate.applicant));
  FieldErrors errors;
  errors.check(input.verdict != ReviewVerdict::unspecified, "/verdict", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(input.verdict != ReviewVerdict::fail || !input.reasons.empty(), "/reasons", "REQUIRED", {"يلزم سبب واحد على الأقل للرفض", "A fail needs at least one reason"});
  errors.check(input.reasons.size() <= 10, "/reasons", "TOO_MANY", {"10 أسباب على الأكثر", "At most 10 reasons"});
  errors.check(input.note.size() <= 2000, "/note", "TOO_LONG", {"2000 بايت على الأكثر", "At most 2000 bytes"});
  SHOPPER_CHECK(errors.result());
  auto reviews = reviews_of(unit.db, candidate.id);
  for (const auto& review : reviews)
    if (review.reader == unit.actor.subject) {
      // A verdict that an appeal set aside does not count; neither does saying it again.
      if (!review.set_aside && review.verdict == input.verdict && review.reasons == input.reasons && review.note == input.note) return review;
      return conflict("REVIEW_EXISTS", {"سبق أن راجعت هذا الطلب", "You have already read this application"});
    }
  if (candidate.state != CandidateState::phase1_review)
    return errors::wrong_state(std::string(to_string(candidate.state)), candidate_lifecycle().legal(candidate.state));
  if (!unit.actor.entity_id.empty() && std::find(candidate.conflicts.begin(), candidate.conflicts.end(), unit.actor.entity_id) != candidate.conflicts.end())
    return conflict("CONFLICT_OF_INTEREST", {"لديك تضارب مصالح مع هذا الطلب", "You have a conflict of interest with this application"});
  Review review{unit.new_id(), candidate.id, unit.actor.subject, input.verdict, input.reasons, input.note, candidate.needs_adjudication, false, unit.now};
  unit.db.insert(review);
  reviews.push_back(review);
  ++candidate.reviews;
  const auto decision = decide_phase1(reviews);
  candidate.needs_adjudication = decision == Phase1::adjudicate;
  if (decision == Phase1::passed) {
    SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::invite));
  } else if (decision == Phase1::failed) {
    std::vector<std::string> reasons;
    for (const auto& each : reviews)
      if (!each.set_aside && each.verdict == ReviewVerdict::fail) reasons.insert(reasons.end(), each.reasons.begin(), each.reasons.end());
    SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::reject, reasons));
  } else {
    ++candidate.version;
    unit.db.update(candidate);
  }
  return review;
}

}  // namespace shopper::selection
