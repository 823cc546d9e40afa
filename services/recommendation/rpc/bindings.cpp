#include "recommendation/rpc/bindings.h"

#include "recommendation/usecases/recommendations.h"
#include "shopper/recommendation/v1/recommendation.pb.h"

namespace shopper::recommendation {

void bind_operations(rpc::Binder& bind) {
  namespace pb = shopper::recommendation::v1;
  bind.query<pb::GetScoresRequest, pb::GetScoresResponse>("GetScores", get_scores);
  bind.query<pb::GetTrendsRequest, pb::GetTrendsResponse>("GetTrends", get_trends);
  bind.query<pb::ListResultsRequest, pb::ListResultsResponse>("ListResults", list_results_page);
  bind.query<pb::GetReportRequest, common::v1::Document>("GetReport", get_report);

  bind.command<pb::DetectFindingsRequest, pb::ListFindingsResponse>("DetectFindings", detect_findings);
  bind.command<pb::PutFindingRequest, pb::Finding>("PutFinding", put_finding);
  bind.query<pb::GetFindingRequest, pb::Finding>("GetFinding", get_finding);
  bind.query<pb::ListFindingsRequest, pb::ListFindingsResponse>("ListFindings", list_findings_page);

  bind.command<pb::PutRecommendationRequest, pb::RecommendationItem>("PutRecommendation", put_recommendation);
  bind.command<pb::PatchRecommendationRequest, pb::RecommendationItem>("PatchRecommendation", patch_recommendation);
  bind.query<pb::GetRecommendationRequest, pb::RecommendationItem>("GetRecommendation", get_recommendation);
  bind.query<pb::ListRecommendationsRequest, pb::ListRecommendationsResponse>("ListRecommendations", list_recommendations_page);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("SendToReview", send_to_review);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("ReturnToDraft", return_to_draft);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("IssueRecommendation", issue_recommendation);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("AcknowledgeRecommendation", acknowledge_recommendation);
  bind.command<pb::RespondRequest, pb::RecommendationItem>("RespondToRecommendation", respond_to_recommendation);
  bind.command<pb::AddCommitmentRequest, pb::RecommendationItem>("AddCommitment", add_commitment);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("StartRecommendation", start_recommendation);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("ClaimDone", claim_done);
  bind.command<pb::RequestRemeasurementRequest, pb::RecommendationItem>("RequestRemeasurement", request_remeasurement);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("VerifyRecommendation", verify_recommendation);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("ReopenRecommendation", reopen_recommendation);
  bind.command<pb::RecommendationActionRequest, pb::RecommendationItem>("CloseRecommendation", close_recommendation);

  bind.command<pb::FileAppealRequest, pb::ResultAppeal>("FileAppeal", file_appeal);
  bind.query<pb::ListResultAppealsRequest, pb::ListResultAppealsResponse>("ListResultAppeals", list_appeals_page);
  bind.command<pb::DecideResultAppealRequest, pb::ResultAppeal>("DecideResultAppeal", decide_appeal);
  bind.query<pb::ListReceivedSuggestionsRequest, pb::ListReceivedSuggestionsResponse>("ListReceivedSuggestions", list_suggestions_page);
}

}  // namespace shopper::recommendation
