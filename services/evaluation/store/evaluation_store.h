// The only SQL of evaluation: what each function reads or writes is said by its name.
#pragma once

#include "evaluation/domain/author_disclosure.h"
#include "evaluation/domain/catalogue.h"
#include "evaluation/domain/evidence.h"
#include "evaluation/domain/review.h"
#include "evaluation/domain/suggestion.h"
#include "platform/store/db.h"
#include "platform/store/migrations.h"

namespace shopper::evaluation {

std::vector<store::Migration> migrations();

namespace domain {
// A form version without its questions, for lists.
struct FormSummary {
  std::string form_id;
  std::int64_t form_version = 0;
  std::string code;
  Text title;
  FormState state = FormState::draft;
  Instant published_at;
  SHOPPER_FIELDS(FormSummary, form_id, form_version, code, title, state, published_at)
};
struct StateCount {
  std::string state;
  std::int64_t count = 0;
  SHOPPER_FIELDS(StateCount, state, count)
};
}  // namespace domain

namespace stored {

using store::Db;

// Catalogue.
std::optional<domain::Entity> entity(Db& db, const std::string& id);
std::optional<domain::Entity> entity_by_code(Db& db, const std::string& code);
std::optional<domain::Branch> branch(Db& db, const std::string& id);
std::optional<domain::Branch> branch_by_code(Db& db, const std::string& entity_id, const std::string& code);
std::optional<domain::Service> service(Db& db, const std::string& id);
std::optional<domain::Service> service_by_code(Db& db, const std::string& entity_id, const std::string& code);
std::vector<domain::Entity> entities(Db& db, const std::string& code, const std::string& after, int limit);
std::vector<domain::Branch> branches(Db& db, const std::string& entity_id, const std::string& code, const std::string& after, int limit);
std::vector<domain::Service> services(Db& db, const std::string& entity_id, const std::string& code, const std::string& after, int limit);

// Forms.
std::optional<domain::FormVersion> form_version(Db& db, const std::string& form_id, std::int64_t version);
std::optional<domain::FormVersion> newest_form_version(Db& db, const std::string& code);
struct PublishedForm {
  std::string id;                  // of the version's row
  std::int64_t form_version = 0;
  std::int64_t row_version = 0;
};
// The published version asked for, or (0) the newest one.
std::optional<PublishedForm> published_form(Db& db, const std::string& form_id, std::int64_t version);
std::string newest_published_form_id(Db& db);   // "" if there is none
domain::FormDefinition form_definition(Db& db, const std::string& form_version_id);
std::vector<domain::FormSummary> forms(Db& db, const std::string& code, const std::string& after_code, int limit);
// The form with which this service of the entity was evaluated last, "" if never.
std::string form_last_used(Db& db, const std::string& entity_id, const std::string& service_id);

// Members and rules.
domain::Policy policy(Db& db);
std::optional<domain::Member> member(Db& db, const std::string& programme_id, const std::string& shopper);
std::vector<domain::Member> members(Db& db, const std::string& programme_id);
// Missions and reports of the shopper since `since`, for rotation and limits.
std::vector<domain::Visit> visits(Db& db, const std::string& shopper, Date since);
bool recognised(Db& db, const std::string& shopper, const std::string& entity_id, const std::string& branch_id);

// Assignments.
struct AssignmentFilter {
  std::string programme_id, state, entity_id, shopper, recommendation_id;
  bool without_report = false;
};
std::optional<domain::Assignment> assignment(Db& db, const std::string& id);
std::vector<domain::Assignment> assignments(Db& db, const AssignmentFilter& filter, const std::string& after, int limit);
// Of one programme, or (programme "") of all.
std::vector<domain::Assignment> open_assignments(Db& db, const std::string& programme_id, const std::string& shopper);
std::vector<domain::Assignment> expired_offers(Db& db, Instant after, Instant until, int limit);
// Declined or expired missions that can still be done in time by somebody else.
std::vector<domain::Assignment> replaceable_assignments(Db& db, Date today, int limit);
// Planned missions that wait for a volunteer the service itself should find.
std::vector<domain::Assignment> unmatched_assignments(Db& db, Date today, std::int64_t skip, int limit);
std::int64_t count_unmatched(Db& db, Date today);

// Evaluations.
struct EvaluationFilter {
  std::string programme_id, state, entity_id, shopper, assignment_id;
  bool without_drafts = false;
};
std::optional<domain::Evaluation> evaluation(Db& db, const std::string& id);
std::optional<domain::Evaluation> evaluation_of_result(Db& db, const std::string& result_id);
std::vector<domain::Evaluation> evaluations(Db& db, const EvaluationFilter& filter, const std::string& after, int limit);
bool assignment_reported(Db& db, const std::string& assignment_id, const std::string& except_evaluation_id);
std::vector<domain::Review> reviews(Db& db, const std::string& evaluation_id);
std::optional<domain::Review> last_return(Db& db, const std::string& evaluation_id);
std::vector<domain::Evidence> evidence(Db& db, const std::string& evaluation_id);
std::optional<domain::Evidence> evidence(Db& db, const std::string& evaluation_id, const std::string& sha256);
std::optional<domain::AuthorDisclosure> author_disclosure(Db& db, const std::string& id);
std::vector<domain::AuthorDisclosure> author_disclosures(Db& db, const std::string& programme_id, const std::string& after, int limit);
std::vector<domain::Suggestion> suggestions(Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& shopper, const std::string& after, int limit);

// Quality.
std::vector<domain::StateCount> evaluation_states(Db& db, const std::string& programme_id);
std::vector<domain::StateCount> assignment_states(Db& db, const std::string& programme_id);
std::int64_t flagged_evaluations(Db& db, const std::string& programme_id, const std::string& flag);
std::int64_t returned_evaluations(Db& db, const std::string& programme_id);
std::optional<double> mean_score(Db& db, const std::string& programme_id);

}  // namespace stored
}  // namespace shopper::evaluation

namespace shopper::store {
#define SHOPPER_TABLE(Struct, table)            \
  template <>                                   \
  struct Table<evaluation::domain::Struct> {    \
    static constexpr const char* name = #table; \
  };
SHOPPER_TABLE(Entity, entity)
SHOPPER_TABLE(Branch, branch)
SHOPPER_TABLE(Service, service)
SHOPPER_TABLE(FormVersion, form_version)
SHOPPER_TABLE(FormSummary, form_version)
SHOPPER_TABLE(Policy, policy)
SHOPPER_TABLE(Member, member)
SHOPPER_TABLE(Assignment, assignment)
SHOPPER_TABLE(Evaluation, evaluation)
SHOPPER_TABLE(Revision, revision)
SHOPPER_TABLE(Review, review)
SHOPPER_TABLE(Evidence, evidence)
SHOPPER_TABLE(AuthorDisclosure, author_disclosure)
SHOPPER_TABLE(Recognition, recognition)
SHOPPER_TABLE(Suggestion, suggestion)
#undef SHOPPER_TABLE
}  // namespace shopper::store
