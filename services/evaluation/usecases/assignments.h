// Missions, from the plan to the report.
#pragma once

#include "evaluation/usecases/matching.h"

namespace shopper::evaluation {

struct CreateAssignment {
  std::string programme_id;
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string form_id;
  std::string shopper;
  Text brief;
  Date window_from;
  Date due_on;
  SHOPPER_FIELDS(CreateAssignment, programme_id, entity_id, branch_id, service_id, channel, form_id, shopper, brief, window_from, due_on)
};
struct ListAssignments {
  std::string programme_id;
  std::optional<domain::AssignmentState> state;
  std::string entity_id;
  std::string shopper;
  std::string recommendation_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListAssignments, programme_id, state, entity_id, shopper, recommendation_id, limit, cursor)
};
struct OfferAssignment {
  std::string id;
  std::string shopper;             // "" leaves the choice to the service
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(OfferAssignment, id, shopper, expected_version)
};
struct WithReason {
  std::string id;
  std::string reason;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(WithReason, id, reason, expected_version)
};
struct ReassignAssignment {
  std::string id;
  std::string shopper;             // "" leaves the choice to the service
  std::string reason;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(ReassignAssignment, id, shopper, reason, expected_version)
};
struct Candidates {
  std::vector<Candidate> items;
  SHOPPER_FIELDS(Candidates, items)
};
struct SweepAssignments {
  SHOPPER_FIELDS(SweepAssignments)
};
struct Swept {
  std::int64_t expired = 0;
  std::int64_t offered = 0;
  SHOPPER_FIELDS(Swept, expired, offered)
};
struct ReportRecognition {
  std::string entity_id;
  std::string branch_id;
  std::string assignment_id;
  SHOPPER_FIELDS(ReportRecognition, entity_id, branch_id, assignment_id)
};

Result<AssignmentView> create_assignment(Unit& unit, const CreateAssignment& in);
Result<AssignmentView> get_assignment(Unit& unit, const ById& in);
Result<Page<AssignmentView>> list_assignments(Unit& unit, const ListAssignments& in);
Result<Candidates> list_candidates(Unit& unit, const ById& in);
Result<AssignmentView> offer_assignment(Unit& unit, const OfferAssignment& in);
Result<AssignmentView> accept_assignment(Unit& unit, const ByIdAndVersion& in);
Result<AssignmentView> decline_assignment(Unit& unit, const WithReason& in);
Result<AssignmentView> start_assignment(Unit& unit, const ByIdAndVersion& in);
Result<AssignmentView> cancel_assignment(Unit& unit, const WithReason& in);
// Answers the mission that takes its place.
Result<AssignmentView> reassign_assignment(Unit& unit, const ReassignAssignment& in);
// Replaces declined and expired missions, expires offers nobody took in time, offers what still waits for a volunteer. Bounded work.
Result<Swept> sweep_assignments(Unit& unit, const SweepAssignments& in);
Result<domain::Recognition> report_recognition(Unit& unit, const ReportRecognition& in);

}  // namespace shopper::evaluation
