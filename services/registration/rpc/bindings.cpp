#include "registration/rpc/bindings.h"

#include "registration/usecases/privacy.h"
#include "shopper/common/v1/types.pb.h"
#include "shopper/registration/v1/registration.pb.h"

namespace shopper::registration {

void bind_operations(rpc::Binder& bind, const crypto::Key& personal_key) {
  namespace pb = shopper::registration::v1;
  const PersonKeys keys(personal_key);

  bind.query<pb::ListProgrammesRequest, pb::ListProgrammesResponse>("ListProgrammes", list_programmes_page);
  bind.query<pb::GetProgrammeRequest, pb::Programme>("GetProgramme", get_programme);
  bind.command<pb::PutProgrammeRequest, pb::Programme>("PutProgramme", put_programme);
  bind.command<pb::PatchProgrammeRequest, pb::Programme>("PatchProgramme", patch_programme);
  bind.command<pb::PublishProgrammeRequest, pb::Programme>("PublishProgramme", publish_programme);
  bind.command<pb::ExtendProgrammeRequest, pb::Programme>("ExtendProgramme", extend_programme);
  bind.command<pb::CloseProgrammeRequest, pb::Programme>("CloseProgramme", close_programme);
  bind.query<pb::CheckEligibilityRequest, pb::EligibilityVerdict>("CheckEligibility", check_eligibility);
  bind.query<pb::GetApplicationCountsRequest, pb::ApplicationCounts>("GetApplicationCounts", get_application_counts);

  bind.command<pb::PutApplicationRequest, pb::Application>("PutApplication", PutApplicationCase{keys});
  bind.query<pb::GetApplicationRequest, pb::Application>("GetApplication", get_application);
  bind.command<pb::PatchApplicationRequest, pb::Application>("PatchApplication", PatchApplicationCase{keys});
  bind.command<pb::SubmitApplicationRequest, pb::Application>("SubmitApplication", submit_application);
  bind.command<pb::WithdrawApplicationRequest, pb::Application>("WithdrawApplication", withdraw_application);
  bind.query<pb::GetApplicationStatusRequest, pb::ApplicationStatus>("GetApplicationStatus", get_application_status);
  bind.query<pb::ListApplicationsRequest, pb::ListApplicationsResponse>("ListApplications", list_applications_page);
  bind.command<pb::AppealApplicationRequest, pb::Appeal>("AppealApplication", appeal_application);
  bind.query<pb::ListAppealsRequest, pb::ListAppealsResponse>("ListAppeals", list_appeals_page);
  bind.command<pb::DecideAppealRequest, pb::Appeal>("DecideAppeal", decide_appeal);

  bind.command<pb::RecordNoticeRequest, pb::Notice>("RecordNotice", record_notice);
  bind.query<pb::ListNoticesRequest, pb::ListNoticesResponse>("ListNotices", list_notices_page);
  bind.command<pb::CreateInquiryRequest, pb::Inquiry>("CreateInquiry", CreateInquiryCase{keys});
  bind.query<pb::GetInquiryRequest, pb::Inquiry>("GetInquiry", get_inquiry);
  bind.query<pb::ListInquiriesRequest, pb::ListInquiriesResponse>("ListInquiries", list_inquiries_page);
  bind.command<pb::AnswerInquiryRequest, pb::Inquiry>("AnswerInquiry", answer_inquiry);

  bind.command<pb::WithdrawConsentRequest, pb::Application>("WithdrawConsent", withdraw_consent);
  bind.query<pb::ExportOwnDataRequest, common::v1::Document>("ExportOwnData", export_own_data);
  bind.command<pb::RequestErasureRequest, pb::Erasure>("RequestErasure", RequestErasureCase{keys});
  bind.query<pb::GetErasureRequest, pb::Erasure>("GetErasure", get_erasure);
  bind.query<pb::ListErasuresRequest, pb::ListErasuresResponse>("ListErasures", list_erasures_page);
  bind.command<pb::SetLegalHoldRequest, pb::LegalHold>("SetLegalHold", set_legal_hold);
  bind.command<pb::LiftLegalHoldRequest, pb::LegalHold>("LiftLegalHold", lift_legal_hold);
  bind.query<pb::GetLegalHoldRequest, pb::LegalHold>("GetLegalHold", get_legal_hold);
  bind.query<pb::ListLegalHoldsRequest, pb::ListLegalHoldsResponse>("ListLegalHolds", list_legal_holds_page);
  bind.command<pb::PurgeRequest, pb::PurgeReport>("Purge", purge);
}

}  // namespace shopper::registration
