#include "selection/usecases/privacy.h"

namespace shopper::selection {
namespace {

struct OwnReview {
  ReviewVerdict verdict = ReviewVerdict::unspecified;
  std::vector<std::string> reasons;
  std::string note;
  Instant at;
  SHOPPER_FIELDS(OwnReview, verdict, reasons, note, at)
};
struct OwnCandidacy {
  Candidate candidate;
  std::vector<OwnReview> reviews;
  std::vector<Interview> interviews;
  std::optional<PanelMember> membership;
  std::vector<Attendance> attendance;
  SHOPPER_FIELDS(OwnCandidacy, candidate, reviews, interviews, membership, attendance)
};
struct OwnData {
  std::string service = "selection";
  std::string subject;
  Instant at;
  std::vector<OwnCandidacy> candidacies;
  SHOPPER_FIELDS(OwnData, service, subject, at, candidacies)
};

}  // namespace

Result<Document> export_own_data(Unit& unit, const ExportOwnData&) {
  OwnData data;
  data.subject = unit.actor.subject;
  data.at = unit.now;
  for (auto& candidate : candidates_of(unit.db, data.subject)) {
    OwnCandidacy own;
    for (auto& review : reviews_of(unit.db, candidate.id)) own.reviews.push_back({review.verdict, std::move(review.reasons), std::move(review.note), review.at});
    own.interviews = interviews_of(unit.db, candidate.id);
    for (auto& interview : own.interviews) interview.recused.clear();
    own.membership = unit.db.find<PanelMember>("id = :i", {candidate.id});
    own.attendance = attendance_of(unit.db, candidate.id);
    own.candidate = std::move(candidate);
    data.candidacies.push_back(std::move(own));
  }
  return Document{"application/json", codec::dump(data), "selection.json", 0};
}

}  // namespace shopper::selection
