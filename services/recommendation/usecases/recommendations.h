// Use cases of recommendations and of appeals on results: input shapes here.
#pragma once

#include "recommendation/usecases/findings.h"

namespace shopper::recommendation {

struct PutRecommendation : RecommendationDetails {
  std::string id;
  std::string programme_id;
  std::string entity_id;
  SHOPPER_FIELDS(PutRecommendation, id, programme_id, entity_id, service_id, dimension, title, text, finding_ids, due_on)
};
struct PatchRecommendation {
  std::string id;
  std::int64_t expected_version = 0;
  RecommendationDetails changes;
  std::vector<std::string> changed_fields;
  SHOPPER_FIELDS(PatchRecommendation, id, expected_version, changes, changed_fields)
};
struct ListRecommendations {
  std::string programme_id;
  std::string entity_id;
  std::string state;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListRecommendations, programme_id, entity_id, state, limit, cursor)
};
struct Action {
  std::string id;
  std::int64_t expected_version = 0;
  std::string remark;
  SHOPPER_FIELDS(Action, id, expected_version, remark)
};
struct Respond {
  std::string id;
  std::int64_t expected_version = 0;
  RecommendationResponse response = RecommendationResponse::unspecified;
  std::string reason;
  std::string transfer_to;
  SHOPPER_FIELDS(Respond, id, expected_version, response, reason, transfer_to)
};
struct AddCommitment {
  std::string id;
  std::int64_t expected_version = 0;
  std::string owner;
  std::string measure;
  Date due_on;
  SHOPPER_FIELDS(AddCommitment, id, expected_version, owner, measure, due_on)
};
struct RequestRemeasurement {
  std::string id;
  std::int64_t expected_version = 0;
  int visits = 0;
  Date due_on;
  std::string channel;
  SHOPPER_FIELDS(RequestRemeasurement, id, expected_version, visits, due_on, channel)
};
using RecommendationView = WithActions<RecommendationItem>;
struct FileAppeal {
  std::string evaluation_id;
  std::string grounds;
  SHOPPER_FIELDS(FileAppeal, evaluation_id, grounds)
};
struct ListAppeals {
  std::string programme_id;
  std::string state;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListAppeals, programme_id, state, limit, cursor)
};
struct DecideAppeal {
  std::string id;
  std::int64_t expected_version = 0;
  ResultAppealState outcome = ResultAppealState::open;
  std::string reason;
  std::map<std::string, std::string> corrections;
  SHOPPER_FIELDS(DecideAppeal, id, expected_version, outcome, reason, corrections)
};
struct ListSuggestions {
  std::string programme_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListSuggestions, programme_id, limit, cursor)
};

Result<RecommendationView> put_recommendation(Unit& unit, const PutRecommendation& input);
Result<RecommendationView> patch_recommendation(Unit& unit, const PatchRecommendation& input);
Result<RecommendationView> get_recommendation(Unit& unit, const ById& input);
Result<Page<RecommendationView>> list_recommendations_page(Unit& unit, const ListRecommendations& input);
Result<RecommendationView> send_to_review(Unit& unit, const Action& input);
Result<RecommendationView> return_to_draft(Unit& unit, const Action& input);
Result<RecommendationView> issue_recommendation(Unit& unit, const Action& input);
Result<RecommendationView> acknowledge_recommendation(Unit& unit, const Action& input);
Result<RecommendationView> respond_to_recommendation(Unit& unit, const Respond& input);
Result<RecommendationView> add_commitment(Unit& unit, const AddCommitment& input);
Result<RecommendationView> start_recommendation(Unit& unit, const Action& input);
Result<RecommendationView> claim_done(Unit& unit, const Action& input);
Result<RecommendationView> request_remeasurement(Unit& unit, const RequestRemeasurement& input);
Result<RecommendationView> verify_recommendation(Unit& unit, const Action& input);
Result<RecommendationView> reopen_recommendation(Unit& unit, const Action& input);
Result<RecommendationView> close_recommendation(Unit& unit, const Action& input);
Result<ResultAppeal> file_appeal(Unit& unit, const FileAppeal& input);
Result<Page<ResultAppeal>> list_appeals_page(Unit& unit, const ListAppeals& input);
Result<ResultAppeal> decide_appeal(Unit& unit, const DecideAppeal& input);
Result<Page<Suggestion>> list_suggestions_page(Unit& unit, const ListSuggestions& input);

// The recommendation, if this actor may know of it: officers from its issue on, and only their entity's.
Result<RecommendationItem> load_recommendation(Unit& unit, const std::string& id);
// Loads, checks the version, moves, and writes the history; the caller changes what else there is and saves.
Result<RecommendationItem> begin_action(Unit& unit, const std::string& id, std::int64_t expected_version, RecommendationCommand command, const std::string& remark);
RecommendationView save(Unit& unit, RecommendationItem item);
RecommendationView view_of(RecommendationItem item);

}  // namespace shopper::recommendation
