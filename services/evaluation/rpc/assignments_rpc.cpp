#include "evaluation/rpc/rpc.h"
#include "evaluation/usecases/assignments.h"
#include "shopper/evaluation/v1/evaluation.pb.h"

namespace shopper::evaluation {

void bind_assignments(rpc::Binder& bind) {
  bind.command<v1::CreateAssignmentRequest, v1::Assignment>("CreateAssignment", create_assignment);
  bind.query<v1::ListAssignmentsRequest, v1::ListAssignmentsResponse>("ListAssignments", list_assignments);
  bind.query<v1::GetAssignmentRequest, v1::Assignment>("GetAssignment", get_assignment);
  bind.query<v1::ListCandidatesRequest, v1::ListCandidatesResponse>("ListCandidates", list_candidates);
  bind.command<v1::OfferAssignmentRequest, v1::Assignment>("OfferAssignment", offer_assignment);
  bind.command<v1::AssignmentRequest, v1::Assignment>("AcceptAssignment", accept_assignment);
  bind.command<v1::AssignmentReasonRequest, v1::Assignment>("DeclineAssignment", decline_assignment);
  bind.command<v1::AssignmentRequest, v1::Assignment>("StartAssignment", start_assignment);
  bind.command<v1::AssignmentReasonRequest, v1::Assignment>("CancelAssignment", cancel_assignment);
  bind.command<v1::ReassignAssignmentRequest, v1::Assignment>("ReassignAssignment", reassign_assignment);
  bind.command<v1::SweepAssignmentsRequest, v1::SweepAssignmentsResponse>("SweepAssignments", sweep_assignments);
  bind.command<v1::ReportRecognitionRequest, v1::Recognition>("ReportRecognition", report_recognition);
}

}  // namespace shopper::evaluation
