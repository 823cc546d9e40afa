// Findings, recommendations with their lifecycle, appeals on results.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/lifecycle.h"
#include "platform/base/text.h"
#include "platform/base/time.h"
#include "recommendation/domain/analysis.h"

namespace shopper::recommendation {

SHOPPER_ENUM(RecommendationState, draft, peer_review, issued, acknowledged, accepted, partly, rejected, transferred, in_progress, claimed_done,
             re_measuring, verified_fixed, not_fixed, reopened, inconclusive, closed)
SHOPPER_ENUM(RecommendationCommand, change, send_to_review, return_to_draft, issue, acknowledge, accept, accept_partly, reject, transfer, add_commitment,
             start, claim_done, re_measure, verify_fixed, verify_not_fixed, verify_inconclusive, reopen, close)
SHOPPER_ENUM(RecommendationResponse, unspecified, accepted, partly, rejected, transferred)
SHOPPER_ENUM(ResultAppealState, open, upheld, amended, annulled)

// Reference facts, told by evaluation.
struct Entity {
  std::string entity_id;
  std::string code;
  Text name;
  SHOPPER_FIELDS(Entity, entity_id, code, name)
};
struct Branch {
  std::string branch_id;
  std::string entity_id;
  std::string code;
  Text name;
  SHOPPER_FIELDS(Branch, branch_id, entity_id, code, name)
};
struct Service {
  std::string service_id;
  std::string entity_id;
  std::string code;
  Text name;
  std::vector<std::string> channels;
  SHOPPER_FIELDS(Service, service_id, entity_id, code, name, channels)
};
struct FormItem {
  std::string name;
  Text label;
  std::string dimension;
  std::string kind;
  SHOPPER_FIELDS(FormItem, name, label, dimension, kind)
};
struct Form {
  std::string form_id;
  int version = 0;
  Text title;
  std::vector<FormItem> items;
  SHOPPER_FIELDS(Form, form_id, version, title, items)
};
struct Suggestion {
  std::string id;
  std::string programme_id;
  std::string entity_id;
  std::string service_id;
  std::string problem;
  std::string idea;
  SHOPPER_FIELDS(Suggestion, id, programme_id, entity_id, service_id, problem, idea)
};

struct Finding {
  std::string id;
  std::string programme_id;
  FindingKind kind = FindingKind::unspecified;
  std::string entity_id;
  std::string service_id;
  std::string dimension;
  Text claim;
  std::vector<std::string> evidence;
  int n = 0;
  double score = 0;
  double low = 0;
  double high = 0;
  double reference = 0;
  double effect = 0;
  double p_value = 1;
  Instant found_at;
  bool detected = false;
  SHOPPER_FIELDS(Finding, id, programme_id, kind, entity_id, service_id, dimension, claim, evidence, n, score, low, high, reference, effect, p_value,
                 found_at, detected)
};

struct Commitment {
  std::string owner;
  std::string measure;
  Date due_on;
  Instant made_at;
  SHOPPER_FIELDS(Commitment, owner, measure, due_on, made_at)
};
struct Verification {
  int before_n = 0;
  double before_score = 0;
  int after_n = 0;
  double after_score = 0;
  double difference = 0;
  double low = 0;
  double high = 0;
  Instant at;
  SHOPPER_FIELDS(Verification, before_n, before_score, after_n, after_score, difference, low, high, at)
};
struct HistoryEntry {
  Instant at;
  RecommendationState state = RecommendationState::draft;
  std::string by;
  std::string remark;
  SHOPPER_FIELDS(HistoryEntry, at, state, by, remark)
};

// What an analyst writes.
struct RecommendationDetails {
  std::string service_id;
  std::string dimension;
  Text title;
  Text text;
  std::vector<std::string> finding_ids;
  Date due_on;
  SHOPPER_FIELDS(RecommendationDetails, service_id, dimension, title, text, finding_ids, due_on)
};
struct RecommendationItem : RecommendationDetails {
  std::string id;
  std::int64_t version = 1;
  std::string programme_id;
  std::string entity_id;
  RecommendationState state = RecommendationState::draft;
  std::string author;
  RecommendationResponse response = RecommendationResponse::unspecified;
  std::string response_reason;
  std::vector<Commitment> commitments;
  int remeasurement_visits = 0;
  Date remeasurement_due_on;
  int remeasurement_missions = 0;
  std::optional<Verification> verification;
  std::vector<HistoryEntry> history;
  Instant created_at;
  Instant updated_at;
  SHOPPER_FIELDS(RecommendationItem, id, version, programme_id, entity_id, service_id, dimension, state, title, text, finding_ids, due_on, author,
                 response, response_reason, commitments, remeasurement_visits, remeasurement_due_on, remeasurement_missions, verification, history,
                 created_at, updated_at)
  RecommendationDetails& details() { return *this; }
  const RecommendationDetails& details() const { return *this; }
};

struct ResultAppeal {
  std::string id;
  std::int64_t version = 1;
  std::string evaluation_id;
  std::string programme_id;
  std::string entity_id;
  std::string grounds;
  ResultAppealState state = ResultAppealState::open;
  std::string decision_reason;
  std::map<std::string, std::string> corrections;
  Instant filed_at;
  Instant decided_at;
  std::string refusal;   // why evaluation could not carry out the last decision
  SHOPPER_FIELDS(ResultAppeal, id, version, evaluation_id, programme_id, entity_id, grounds, state, decision_reason, corrections, filed_at, decided_at,
                 refusal)
};

const Lifecycle<RecommendationState, RecommendationCommand>& recommendation_lifecycle();
// Whether the person wrote it, or changed what another wrote.
bool has_written(const RecommendationItem& item, const std::string& subject);
// Whether the entity it is about has been told of it. One that was transferred reaches the other entity when it is issued again.
bool known_to_entity(const RecommendationItem& item);
Result<Done> check_recommendation(const RecommendationDetails& details);

// Fixed when the whole interval of the difference is above zero; not fixed when it excludes an improvement that matters
// (smallest_effect), or nothing improved at all; inconclusive otherwise, or with fewer facts than the gate.
RecommendationCommand judge_remeasurement(const Verification& verification, const Gates& gates);
Verification compare(const std::vector<const Fact*>& before, const std::vector<const Fact*>& after, const std::string& dimension, Instant at);

}  // namespace shopper::recommendation
