#include "evaluation/rpc/rpc.h"
#include "evaluation/usecases/author_disclosures.h"
#include "evaluation/usecases/evaluations.h"
#include "evaluation/usecases/evidence.h"
#include "evaluation/usecases/privacy.h"
#include "evaluation/usecases/suggestions.h"
#include "shopper/common/v1/types.pb.h"
#include "shopper/evaluation/v1/evaluation.pb.h"

namespace shopper::evaluation {
namespace {

// A use case that needs the service's context besides the transaction.
template <class Out, class In>
auto with(Context& context, Result<Out> (*use_case)(Context&, Unit&, const In&)) {
  return [&context, use_case](Unit& unit, const In& in) -> Result<Out> { return use_case(context, unit, in); };
}

}  // namespace

void bind_evaluations(rpc::Binder& bind, Context& context) {
  bind.command<v1::PutEvaluationRequest, v1::Evaluation>("PutEvaluation", prepare_put_evaluation, with(context, put_evaluation));
  bind.query<v1::GetEvaluationRequest, v1::Evaluation>("GetEvaluation", get_evaluation);
  bind.query<v1::ListEvaluationsRequest, v1::ListEvaluationsResponse>("ListEvaluations", list_evaluations);
  bind.query<v1::ExportEvaluationsRequest, common::v1::DocumentPart>("ExportEvaluations", export_evaluations);
  bind.command<v1::EvaluationRequest, v1::Evaluation>("SubmitEvaluation", with(context, submit_evaluation));
  bind.command<v1::ResubmitEvaluationRequest, v1::Evaluation>("ResubmitEvaluation", with(context, resubmit_evaluation));
  bind.command<v1::ReviewRequest, v1::Evaluation>("TakeUpEvaluation", take_up_evaluation);
  bind.command<v1::ReviewRequest, v1::Evaluation>("HoldEvaluation", hold_evaluation);
  bind.command<v1::ReturnEvaluationRequest, v1::Evaluation>("ReturnEvaluation", with(context, return_evaluation));
  bind.command<v1::ReviewRequest, v1::Evaluation>("ApproveEvaluation", approve_evaluation);
  bind.command<v1::ReviewRequest, v1::Evaluation>("RejectEvaluation", reject_evaluation);
  bind.command<v1::ReviewRequest, v1::Evaluation>("ExcludeEvaluation", exclude_evaluation);
  bind.command<v1::ReviewRequest, v1::Evaluation>("ReleaseEvaluation", with(context, release_evaluation));
  bind.command<v1::ReviewRequest, v1::Evaluation>("LockEvaluation", lock_evaluation);
  bind.query<v1::ListReviewsRequest, v1::ListReviewsResponse>("ListReviews", list_reviews);

  bind.command<v1::PutEvidenceRequest, v1::Evidence>(
      "PutEvidence", [&context](const Actor&, PutEvidence& in) { return prepare_put_evidence(context, in); }, with(context, put_evidence));
  bind.query<v1::ListEvidenceRequest, v1::ListEvidenceResponse>("ListEvidence", list_evidence);
  bind.query<v1::GetEvidenceRequest, common::v1::Document>("GetEvidence", [&context](Unit& unit, const GetEvidence& in) { return get_evidence(context, unit, in); });

  bind.command<v1::CreateSuggestionRequest, v1::Suggestion>("CreateSuggestion", create_suggestion);
  bind.query<v1::ListSuggestionsRequest, v1::ListSuggestionsResponse>("ListSuggestions", list_suggestions);
  bind.query<v1::GetQualitySummaryRequest, v1::QualitySummary>("GetQualitySummary", quality_summary);
  bind.command<v1::RequestAuthorDisclosureRequest, v1::AuthorDisclosure>("RequestAuthorDisclosure", request_author_disclosure);
  bind.query<v1::ListAuthorDisclosuresRequest, v1::ListAuthorDisclosuresResponse>("ListAuthorDisclosures", list_author_disclosures);
  bind.query<v1::GetAuthorDisclosureRequest, v1::AuthorDisclosure>("GetAuthorDisclosure", get_author_disclosure);
  bind.command<v1::DecideAuthorDisclosureRequest, v1::AuthorDisclosure>("ConfirmAuthorDisclosure", confirm_author_disclosure);
  bind.command<v1::DecideAuthorDisclosureRequest, v1::AuthorDisclosure>("RefuseAuthorDisclosure", refuse_author_disclosure);
  bind.command<v1::ReadDisclosedAuthorRequest, v1::DisclosedAuthor>("ReadDisclosedAuthor", read_disclosed_author);
  bind.query<v1::ExportOwnDataRequest, common::v1::Document>("ExportOwnData", export_own_data);
}

}  // namespace shopper::evaluation
