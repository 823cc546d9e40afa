// Use cases of phase 1: input shapes here, one operation per file.
#pragma once

#include "selection/usecases/shared.h"

namespace shopper::selection {

struct ReviewApplication {
  std::string id;
  ReviewVerdict verdict = ReviewVerdict::unspecified;
  std::vector<std::string> reasons;
  std::string note;
  SHOPPER_FIELDS(ReviewApplication, id, verdict, reasons, note)
};

Result<Page<Candidate>> list_review_queue(Unit& unit, const ListOfProgramme& input);
Result<Review> review_application(Unit& unit, const ReviewApplication& input);
Result<Page<Review>> list_reviews(Unit& unit, const ById& input);
Result<Page<Candidate>> list_candidates_page(Unit& unit, const ListByState& input);
Result<Candidate> get_candidate(Unit& unit, const ById& input);

}  // namespace shopper::selection
