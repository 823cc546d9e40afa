#include "recommendation/store/recommendation_store.h"

#include "platform/store/filter.h"

namespace shopper::recommendation {
using store::Db;
using store::Filter;

std::vector<Fact> facts_of(Db& db, const FactFilter& filter) {
  Filter where("where annulled = 0");
  where.with(" and programme_id = :p", filter.programme_id).with(" and entity_id = :e", filter.entity_id).with(" and service_id = :s", filter.service_id);
  where.with(" and purpose = :u", filter.purpose).with(" and recommendation_id = :r", filter.recommendation_id);
  if (!filter.as_shown) return db.list<Fact>(where.tail(" order by evaluation_id"), where.values());
  std::vector<Fact> shown;
  for (auto& fact : db.list<Fact>(where.tail(" and shown <> 'withheld' order by evaluation_id"), where.values())) {
    shown.push_back(as_shown(std::move(fact)));
    // A result that is not known to be of the service is no part of the service's figures.
    if (shown.back().service_id.empty() && !filter.service_id.empty()) shown.pop_back();
  }
  return shown;
}

std::int64_t analysis_version(Db& db) { return db.one<std::int64_t>("select version from analysis_version").value(); }

std::vector<Fact> withheld_facts(Db& db, const std::string& before) {
  return db.list<Fact>("where shown = 'withheld' and annulled = 0 and arrived_in < :b order by evaluation_id", {before});
}

std::vector<Fact> results_after(Db& db, const std::string& programme_id, const std::string& recommendation_id) {
  return db.list<Fact>("where annulled = 0 and purpose = 'remeasurement' and programme_id = :p and recommendation_id = :r "
                       "and not exists (select 1 from earlier_result e where e.recommendation_id = fact.recommendation_id and e.evaluation_id = fact.evaluation_id) "
                       "order by evaluation_id",
                       {programme_id, recommendation_id});
}

void put_results_aside(Db& db, const std::string& recommendation_id) {
  db.execute("insert into earlier_result (recommendation_id, evaluation_id) select recommendation_id, evaluation_id from fact where recommendation_id = :r on conflict do nothing",
             {recommendation_id});
}

std::vector<Service> list_services(Db& db, const std::string& entity_id) { return db.list<Service>("where entity_id = :e order by service_id", {entity_id}); }

std::vector<Fact> list_results(Db& db, const std::string& programme_id, const std::string& entity_id, bool shown_only, const std::string& after, int limit) {
  Filter where(shown_only ? "where shown <> 'withheld' and evaluation_id > :a" : "where evaluation_id > :a", {after});
  where.with(" and programme_id = :p", programme_id).with(" and entity_id = :e", entity_id);
  return db.list<Fact>(where.tail(" order by evaluation_id limit :n"), where.values(limit));
}

Catalogue catalogue_of(Db& db) {
  Catalogue catalogue;
  for (auto& entity : db.list<Entity>("")) catalogue.entities.emplace(entity.entity_id, entity);
  for (auto& branch : db.list<Branch>("")) catalogue.branches.emplace(branch.branch_id, branch);
  for (auto& service : db.list<Service>("")) catalogue.services.emplace(service.service_id, service);
  for (auto& form : db.list<Form>("order by form_id, version"))
    for (auto& item : form.items) catalogue.items[item.name] = item;
  return catalogue;
}

std::vector<Finding> list_findings(Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& after, int limit) {
  Filter where("where id > :a", {after});
  where.with(" and programme_id = :p", programme_id).with(" and entity_id = :e", entity_id);
  return db.list<Finding>(where.tail(" order by id limit :n"), where.values(limit));
}

void drop_uncited_detections(Db& db, const std::string& programme_id) {
  std::string cited;
  for (const auto& item : list_recommendations(db, programme_id, "", "", "", report_rows_max))
    for (const auto& id : item.finding_ids) cited += id + " ";
  for (const auto& [id] : db.all<std::string>("select id from finding where programme_id = :p and detected = 1", {programme_id}))
    if (cited.find(id) == std::string::npos) db.execute("delete from finding where id = :i", {id});
}

std::vector<RecommendationItem> list_recommendations(Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& state,
                                                     const std::string& after, int limit) {
  Filter where("where id > :a", {after});
  where.with(" and programme_id = :p", programme_id).with(" and entity_id = :e", entity_id).with(" and state = :s", state);
  return db.list<RecommendationItem>(where.tail(" order by id limit :n"), where.values(limit));
}

std::vector<ResultAppeal> list_appeals(Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& state,
                                       const std::string& after, int limit) {
  Filter where("where id > :a", {after});
  where.with(" and programme_id = :p", programme_id).with(" and entity_id = :e", entity_id).with(" and state = :s", state);
  return db.list<ResultAppeal>(where.tail(" order by id limit :n"), where.values(limit));
}

std::vector<Suggestion> list_suggestions(Db& db, const std::string& programme_id, const std::string& after, int limit) {
  Filter where("where id > :a", {after});
  where.with(" and programme_id = :p", programme_id);
  return db.list<Suggestion>(where.tail(" order by id limit :n"), where.values(limit));
}

int count_suggestions(Db& db, const std::string& programme_id, const std::string& entity_id) {
  if (entity_id.empty()) return static_cast<int>(db.one<std::int64_t>("select count(*) from suggestion where programme_id = :p", {programme_id}).value_or(0));
  return static_cast<int>(db.one<std::int64_t>("select count(*) from suggestion where programme_id = :p and entity_id = :e", {programme_id, entity_id}).value_or(0));
}

void put_form(Db& db, const Form& form) { db.insert_new(form); }

}  // namespace shopper::recommendation
