#include "evaluation/store/evaluation_store.h"

#include "evaluation/store/filter.h"

namespace shopper::evaluation::stored {

using namespace domain;

std::optional<Evaluation> evaluation(Db& db, const std::string& id) { return db.find<Evaluation>("id = :id", {id}); }

std::optional<Evaluation> evaluation_of_result(Db& db, const std::string& result_id) { return db.find<Evaluation>("result_id = :r and result_id <> ''", {result_id}); }

std::vector<Evaluation> evaluations(Db& db, const EvaluationFilter& filter, const std::string& after, int limit) {
  Filter tail("id", after);
  tail.equals("programme_id", filter.programme_id).equals("state", filter.state).equals("entity_id", filter.entity_id);
  tail.equals("shopper", filter.shopper).equals("assignment_id", filter.assignment_id);
  if (filter.without_drafts) tail.holds("state <> 'draft'");
  return tail.list<Evaluation>(db, limit);
}

bool assignment_reported(Db& db, const std::string& assignment_id, const std::string& except_evaluation_id) {
  return db.one<std::int64_t>("select 1 from evaluation where assignment_id = :assignment and id <> :id", {assignment_id, except_evaluation_id}).has_value();
}

std::vector<Review> reviews(Db& db, const std::string& evaluation_id) {
  return db.list<Review>("where evaluation_id = :evaluation order by evaluation_version", {evaluation_id});
}

std::optional<Review> last_return(Db& db, const std::string& evaluation_id) {
  return db.find<Review>("evaluation_id = :evaluation and to_state = 'returned' order by evaluation_version desc limit 1", {evaluation_id});
}

std::vector<Evidence> evidence(Db& db, const std::string& evaluation_id) {
  return db.list<Evidence>("where evaluation_id = :evaluation order by at, sha256", {evaluation_id});
}

std::optional<Evidence> evidence(Db& db, const std::string& evaluation_id, const std::string& sha256) {
  return db.find<Evidence>("evaluation_id = :evaluation and sha256 = :sha256", {evaluation_id, sha256});
}

std::optional<AuthorDisclosure> author_disclosure(Db& db, const std::string& id) { return db.find<AuthorDisclosure>("id = :id", {id}); }
std::vector<AuthorDisclosure> author_disclosures(Db& db, const std::string& programme_id, const std::string& after, int limit) {
  return Filter("id", after).equals("programme_id", programme_id).list<AuthorDisclosure>(db, limit);
}

std::vector<Suggestion> suggestions(Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& shopper, const std::string& after, int limit) {
  return Filter("id", after).equals("programme_id", programme_id).equals("entity_id", entity_id).equals("shopper", shopper).list<Suggestion>(db, limit);
}

namespace {
std::vector<StateCount> states(Db& db, const std::string& table, const std::string& programme_id) {
  std::vector<StateCount> counts;
  for (auto& [state, count] : db.all<std::string, std::int64_t>("select state, count(*) from " + table + " where programme_id = :programme group by state order by state", {programme_id}))
    counts.push_back({std::move(state), count});
  return counts;
}
}  // namespace

std::vector<StateCount> evaluation_states(Db& db, const std::string& programme_id) { return states(db, "evaluation", programme_id); }
std::vector<StateCount> assignment_states(Db& db, const std::string& programme_id) { return states(db, "assignment", programme_id); }

std::int64_t flagged_evaluations(Db& db, const std::string& programme_id, const std::string& flag) {
  return db.one<std::int64_t>("select count(*) from evaluation where programme_id = :programme and flags like :flag", {programme_id, "%\"" + flag + "\"%"}).value_or(0);
}

std::int64_t returned_evaluations(Db& db, const std::string& programme_id) {
  return db.one<std::int64_t>("select count(distinct review.evaluation_id) from review join evaluation on evaluation.id = review.evaluation_id "
                              "where evaluation.programme_id = :programme and review.to_state = 'returned'",
                              {programme_id})
      .value_or(0);
}

std::optional<double> mean_score(Db& db, const std::string& programme_id) {
  const auto row = db.one<std::optional<double>>("select avg(score) from evaluation where programme_id = :programme and state not in ('draft', 'rejected', 'excluded', 'annulled')", {programme_id});
  return row ? *row : std::nullopt;
}

}  // namespace shopper::evaluation::stored
