#include "selection/rpc/bindings.h"

#include "selection/usecases/draws.h"
#include "selection/usecases/interviews.h"
#include "selection/usecases/members.h"
#include "selection/usecases/privacy.h"
#include "selection/usecases/reviews.h"
#include "shopper/selection/v1/selection.pb.h"

namespace shopper::selection {
namespace {

namespace pb = shopper::selection::v1;

void bind_phases(rpc::Binder& bind) {
  bind.query<pb::ListReviewQueueRequest, pb::ListCandidatesResponse>("ListReviewQueue", list_review_queue);
  bind.command<pb::ReviewApplicationRequest, pb::Review>("ReviewApplication", review_application);
  bind.query<pb::ListReviewsRequest, pb::ListReviewsResponse>("ListReviews", list_reviews);
  bind.query<pb::ListCandidatesRequest, pb::ListCandidatesResponse>("ListCandidates", list_candidates_page);
  bind.query<pb::GetCandidateRequest, pb::Candidate>("GetCandidate", get_candidate);
  bind.command<pb::PutRubricRequest, pb::Rubric>("PutRubric", put_rubric);
  bind.query<pb::GetRubricRequest, pb::Rubric>("GetRubric", get_rubric);
  bind.command<pb::PutInterviewSlotRequest, pb::InterviewSlot>("PutInterviewSlot", put_interview_slot);
  bind.query<pb::ListInterviewSlotsRequest, pb::ListInterviewSlotsResponse>("ListInterviewSlots", list_interview_slots);
  bind.command<pb::PutInterviewRequest, pb::Interview>("PutInterview", put_interview);
  bind.query<pb::GetInterviewRequest, pb::Interview>("GetInterview", get_interview);
  bind.query<pb::ListInterviewsRequest, pb::ListInterviewsResponse>("ListInterviews", list_interviews_page);
  bind.command<pb::ScoreInterviewRequest, pb::InterviewScore>("ScoreInterview", score_interview);
  bind.command<pb::RecuseFromInterviewRequest, pb::Interview>("RecuseFromInterview", recuse_from_interview);
  bind.command<pb::ConcludeInterviewRequest, pb::Interview>("ConcludeInterview", conclude_interview);
  bind.command<pb::CancelInterviewRequest, pb::Interview>("CancelInterview", cancel_interview);
}

void bind_draw(rpc::Binder& bind) {
  bind.command<pb::PutQuotaPlanRequest, pb::QuotaPlan>("PutQuotaPlan", put_quota_plan);
  bind.query<pb::GetQuotaPlanRequest, pb::QuotaPlan>("GetQuotaPlan", get_quota_plan);
  bind.query<pb::GetPoolRequest, pb::Pool>("GetPool", get_pool);
  bind.command<pb::CreateDrawRequest, pb::Draw>("CreateDraw", prepare_create_draw, create_draw);
  bind.command<pb::DiscardDrawRequest, pb::Draw>("DiscardDraw", discard_draw);
  bind.command<pb::CommitDrawRequest, pb::Draw>("CommitDraw", commit_draw);
  bind.command<pb::RevealDrawRequest, pb::Draw>("RevealDraw", prepare_reveal_draw, reveal_draw);
  bind.command<pb::DiscardDrawRequest, pb::Draw>("SetEntryAside", set_entry_aside);
  bind.query<pb::GetDrawRequest, pb::PublicDraw>("GetPublicDraw", get_public_draw);
  bind.query<pb::GetDrawRequest, common::v1::Document>("GetDrawCertificate", get_draw_certificate);
  bind.query<pb::GetDrawRequest, common::v1::Document>("GetDrawProof", get_draw_proof);
  bind.query<pb::GetDrawReportRequest, common::v1::Document>("GetDrawReport", get_draw_report);
  bind.query<pb::GetDrawRequest, common::v1::Document>("GetDrawReceipt", get_draw_receipt);
  bind.query<pb::GetDrawRequest, pb::Draw>("GetDraw", get_draw);
  bind.query<pb::ListDrawsRequest, pb::ListDrawsResponse>("ListDraws", list_draws);
}

void bind_panel(rpc::Binder& bind) {
  bind.query<pb::ListPanelRequest, pb::ListPanelResponse>("ListPanel", list_panel);
  bind.query<pb::GetPanelMemberRequest, pb::PanelMember>("GetPanelMember", get_panel_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("AcceptOffer", accept_offer);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("DeclineOffer", decline_offer);
  bind.command<pb::ExpireOffersRequest, pb::ExpireOffersResponse>("ExpireOffers", expire_offers);
  bind.command<pb::PutCodeOfConductRequest, pb::CodeOfConduct>("PutCodeOfConduct", put_code_of_conduct);
  bind.query<pb::GetCodeOfConductRequest, pb::CodeOfConduct>("GetCodeOfConduct", get_code_of_conduct);
  bind.command<pb::SignCodeRequest, pb::PanelMember>("SignCode", sign_code);
  bind.command<pb::PutWorkshopRequest, pb::Workshop>("PutWorkshop", put_workshop);
  bind.query<pb::ListWorkshopsRequest, pb::ListWorkshopsResponse>("ListWorkshops", list_workshops);
  bind.command<pb::RecordAttendanceRequest, pb::Attendance>("RecordAttendance", record_attendance);
  bind.query<pb::GetCertificationRequest, pb::Certification>("GetCertification", get_certification);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("CertifyMember", certify_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("ActivateMember", activate_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("ReturnMember", return_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("SuspendMember", suspend_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("ReinstateMember", reinstate_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("ReleaseMember", release_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("RemoveMember", remove_member);
  bind.command<pb::MemberActionRequest, pb::PanelMember>("CompleteMember", complete_member);
  bind.query<pb::GetMeRequest, pb::Me>("GetMe", get_me);
  bind.query<pb::ExportOwnDataRequest, common::v1::Document>("ExportOwnData", export_own_data);
}

}  // namespace

void bind_operations(rpc::Binder& bind) {
  bind_phases(bind);
  bind_draw(bind);
  bind_panel(bind);
}

}  // namespace shopper::selection
