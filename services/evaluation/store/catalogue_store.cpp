#include "evaluation/store/evaluation_store.h"
#include "evaluation/store/filter.h"

namespace shopper::evaluation::stored {

using namespace domain;

std::optional<Entity> entity(Db& db, const std::string& id) { return db.find_kept<Entity>("id = :id", {id}); }
std::optional<Entity> entity_by_code(Db& db, const std::string& code) { return db.find<Entity>("code = :code", {code}); }
std::optional<Branch> branch(Db& db, const std::string& id) { return db.find_kept<Branch>("id = :id", {id}); }
std::optional<Branch> branch_by_code(Db& db, const std::string& entity_id, const std::string& code) {
  return db.find<Branch>("entity_id = :entity and code = :code", {entity_id, code});
}
std::optional<Service> service(Db& db, const std::string& id) { return db.find_kept<Service>("id = :id", {id}); }
std::optional<Service> service_by_code(Db& db, const std::string& entity_id, const std::string& code) {
  return db.find<Service>("entity_id = :entity and code = :code", {entity_id, code});
}

std::vector<Entity> entities(Db& db, const std::string& code, const std::string& after, int limit) {
  return Filter("id", after).equals("code", code).list<Entity>(db, limit);
}
std::vector<Branch> branches(Db& db, const std::string& entity_id, const std::string& code, const std::string& after, int limit) {
  return Filter("id", after).equals("entity_id", entity_id).equals("code", code).list<Branch>(db, limit);
}
std::vector<Service> services(Db& db, const std::string& entity_id, const std::string& code, const std::string& after, int limit) {
  return Filter("id", after).equals("entity_id", entity_id).equals("code", code).list<Service>(db, limit);
}

std::optional<FormVersion> form_version(Db& db, const std::string& form_id, std::int64_t version) {
  return db.find<FormVersion>("form_id = :form and form_version = :version", {form_id, version});
}
std::optional<FormVersion> newest_form_version(Db& db, const std::string& code) {
  return db.find<FormVersion>("code = :code order by form_version desc limit 1", {code});
}

std::optional<PublishedForm> published_form(Db& db, const std::string& form_id, std::int64_t version) {
  return db.kept<std::optional<PublishedForm>>("form_version", "published\n" + form_id + "\n" + std::to_string(version), [&]() -> std::optional<PublishedForm> {
    const std::string select = "select id, form_version, version from form_version where state = 'published' ";
    const auto row = version != 0 ? db.one<std::string, std::int64_t, std::int64_t>(select + "and form_id = :form and form_version = :version", {form_id, version})
                                  : db.one<std::string, std::int64_t, std::int64_t>(select + "and form_id = :form order by form_version desc limit 1", {form_id});
    if (!row) return std::nullopt;
    return PublishedForm{std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
  });
}

std::string newest_published_form_id(Db& db) {
  return db.one<std::string>("select form_id from form_version where state = 'published' order by published_at desc, id desc limit 1").value_or("");
}

FormDefinition form_definition(Db& db, const std::string& form_version_id) {
  return db.one<FormDefinition>("select definition from form_version where id = :id", {form_version_id}).value_or(FormDefinition{});
}

std::vector<FormSummary> forms(Db& db, const std::string& code, const std::string& after_code, int limit) {
  return Filter("code", after_code)
      .equals("code", code)
      .holds("form_version = (select max(other.form_version) from form_version other where other.form_id = form_version.form_id)")
      .list<FormSummary>(db, limit);
}

std::string form_last_used(Db& db, const std::string& entity_id, const std::string& service_id) {
  return db.one<std::string>("select form_id from evaluation where entity_id = :entity and service_id = :service and state not in ('draft', 'rejected', 'excluded') "
                             "order by id desc limit 1",
                             {entity_id, service_id})
      .value_or("");
}

}  // namespace shopper::evaluation::stored
