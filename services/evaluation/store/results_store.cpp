#include "evaluation/store/results_store.h"

#include "evaluation/store/filter.h"

namespace shopper::evaluation::stored {
namespace {

const std::string handed_in = " where programme_id = :programme and (:any = 1 or entity_id = :entity) and state <> 'draft' and submitted_at <= :as_of";

std::vector<store::Value> parameters(const ResultFilter& filter) { return {filter.programme_id, filter.entity_id.empty(), filter.entity_id, filter.as_of.us}; }

std::map<std::string, std::string> names(Db& db, const std::string& select) {
  std::map<std::string, std::string> all;
  for (auto& [id, name] : db.all<std::string, std::string>(select)) all.emplace(std::move(id), std::move(name));
  return all;
}

}  // namespace

bool has_panel(Db& db, const std::string& programme_id) { return db.one<std::int64_t>("select 1 from member where programme_id = :programme limit 1", {programme_id}).has_value(); }

std::vector<domain::ResultRow> results(Db& db, const ResultFilter& filter, const std::string& after, int limit) {
  auto values = parameters(filter);
  values.emplace_back(after);
  values.emplace_back(limit);
  auto tail = handed_in;
  tail += " and id > :after order by id limit :limit";
  return db.list<domain::ResultRow>(tail, std::move(values));
}

std::vector<std::string> answered_form_versions(Db& db, const ResultFilter& filter) {
  std::vector<std::string> ids;
  std::string select = "select id from form_version where (form_id, form_version) in (select distinct form_id, form_version from evaluation";
  select += handed_in;
  select += ") order by code, form_version";
  for (auto& [id] : db.all<std::string>(select, parameters(filter))) ids.push_back(std::move(id));
  return ids;
}

Codes codes(Db& db) {
  return {names(db, "select id, code from entity"), names(db, "select id, code from branch"), names(db, "select id, code from service"), names(db, "select distinct form_id, code from form_version")};
}

}  // namespace shopper::evaluation::stored
