// A mission: who visits what, when; and the rules that allow or forbid it.
#pragma once

#include <optional>

#include "evaluation/domain/member.h"
#include "evaluation/domain/policy.h"
#include "platform/base/lifecycle.h"

namespace shopper::evaluation::domain {

SHOPPER_ENUM(AssignmentState, planned, offered, declined, expired, accepted, in_progress, submitted, reassigned, cancelled, closed)
SHOPPER_ENUM(AssignmentCommand, offer, accept, decline, expire, start, submit, reassign, cancel, close, redo)
SHOPPER_ENUM(Purpose, baseline, remeasurement)

struct Assignment {
  std::string id;
  std::string programme_id;
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string form_id;
  std::string shopper;             // "" while planned
  AssignmentState state = AssignmentState::planned;
  Purpose purpose = Purpose::baseline;
  std::string recommendation_id;
  Text brief;
  Date window_from;
  Date due_on;
  Instant offer_expires_at;
  std::string reason;              // why declined, cancelled, reassigned
  std::string predecessor_id;      // the assignment this one replaces
  Instant created_at;
  Instant changed_at;
  std::int64_t version = 1;
  SHOPPER_FIELDS(Assignment, id, programme_id, entity_id, branch_id, service_id, channel, form_id, shopper, state, purpose, recommendation_id, brief,
                 window_from, due_on, offer_expires_at, reason, predecessor_id, created_at, changed_at, version)
};

const Lifecycle<AssignmentState, AssignmentCommand>& assignment_lifecycle();

// Whether the member still has to do something for it.
inline bool open(AssignmentState state) {
  return state == AssignmentState::offered || state == AssignmentState::accepted || state == AssignmentState::in_progress;
}

// An earlier or running mission or evaluation of the same member, for rotation and limits.
struct Visit {
  std::string entity_id;
  std::string branch_id;
  Date on;                         // day of the visit, or the due day of a mission not yet done
  bool mission = false;
  bool open = false;               // a mission not yet submitted
};

// What the rules need to know about a member and a mission.
struct Candidacy {
  const Assignment& mission;
  const Member& member;
  const std::string& entity_code;
  bool identified = false;         // this pair is blocked for ever
  const std::vector<Visit>& visits;
  const Policy& policy;
};

// The first rule that forbids it, in the order of the specification.
Result<Done> check_candidacy(const Candidacy& candidacy);

// The window must be a window that is not over yet.
void check_window(const Assignment& mission, Date today, FieldErrors& errors);

// For organic reports and submissions: R-01 and membership only.
Result<Done> check_reporter(const Member* member, std::string_view entity_code);

}  // namespace shopper::evaluation::domain
