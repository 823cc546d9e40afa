#include "registration/store/registration_store.h"

#include "platform/crypto/hash.h"
#include "platform/store/filter.h"

namespace shopper::registration {

using store::Db;
using store::Filter;

std::vector<Programme> list_programmes(Db& db, bool drafts, const std::string& after, int limit) {
  return db.list<Programme>(drafts ? "where id > :a order by id limit :n" : "where id > :a and state <> 'draft' order by id limit :n", {after, std::int64_t{limit}});
}

bool programme_code_taken(Db& db, const std::string& code, const std::string& except_id) {
  return db.one<std::int64_t>("select 1 from programme where code = :c and id <> :i", {code, except_id}).has_value();
}

std::vector<Application> list_applications(Db& db, const std::string& programme_id, const std::string& state, const std::string& applicant,
                                           const std::string& after, int limit) {
  Filter where("where id > :a", {after});
  where.with(" and programme_id = :p", programme_id).with(" and state = :s", state).with(" and applicant = :u", applicant);
  return db.list<Application>(where.tail(" order by id limit :n"), where.values(limit));
}

std::optional<Application> live_application_of(Db& db, const std::string& programme_id, const std::string& applicant) {
  return db.find<Application>("programme_id = :p and applicant = :a and state <> 'withdrawn'", {programme_id, applicant});
}

PersonFacts person_facts(Db& db, const Application& application) {
  const auto other = [&](const char* column, const std::string& key) {
    if (key.empty()) return false;
    return db.one<std::int64_t>(std::string("select 1 from application where programme_id = :p and ") + column +
                                    " = :k and id <> :i and state not in ('draft', 'withdrawn', 'ineligible') limit 1",
                                {application.programme_id, key, application.id})
        .has_value();
  };
  return {other("qid_hash", application.qid_hash), other("person_key", application.person_key)};
}

void append_timeline(Db& db, const std::string& application_id, const TimelineEntry& entry) {
  db.execute("insert into timeline (application_id, at, state, reasons, texts) values (:i, :a, :s, :r, :t)",
             {application_id, entry.at.us, std::string(to_string(entry.state)), codec::dump(entry.reasons), codec::dump(entry.texts)});
}

std::vector<TimelineEntry> timeline(Db& db, const std::string& application_id) {
  std::vector<TimelineEntry> entries;
  for (auto& [at, state, reasons, texts] : db.all<Instant, ApplicationState, std::vector<std::string>, std::vector<Text>>(
           "select at, state, reasons, texts from timeline where application_id = :i order by sequence", {application_id}))
    entries.push_back({at, state, std::move(reasons), std::move(texts)});
  return entries;
}

void record_consent(Db& db, const std::string& application_id, const ConsentNotice& notice, Instant at) {
  db.execute("insert into consent (application_id, notice_version, notice_sha256, given_at) values (:i, :v, :h, :a) on conflict do nothing",
             {application_id, notice.version, crypto::sha256_hex(notice.text.ar + "\n" + notice.text.en), at.us});
}

std::vector<std::tuple<std::string, std::int64_t>> count_by_state(Db& db, const std::string& programme_id) {
  return db.all<std::string, std::int64_t>("select state, count(*) from application where programme_id = :p group by state order by state", {programme_id});
}

std::vector<std::map<std::string, std::string>> eligible_features(Db& db, const std::string& programme_id) {
  std::vector<std::map<std::string, std::string>> all;
  for (auto& [features] : db.all<std::map<std::string, std::string>>(
           "select features from application where programme_id = :p and state not in ('draft', 'withdrawn', 'ineligible')", {programme_id}))
    all.push_back(std::move(features));
  return all;
}

std::vector<Appeal> list_appeals(Db& db, const std::string& programme_id, const std::string& state, const std::string& after, int limit) {
  Filter where("where programme_id = :p and id > :a", {programme_id, after});
  where.with(" and state = :s", state);
  return db.list<Appeal>(where.tail(" order by id limit :n"), where.values(limit));
}

std::vector<Appeal> appeals_of(Db& db, const std::string& application_id) { return db.list<Appeal>("where application_id = :i order by id", {application_id}); }

std::optional<Appeal> appeal_of(Db& db, const std::string& application_id, const std::string& stage) {
  return db.find<Appeal>("application_id = :i and stage = :s", {application_id, stage});
}

std::vector<Notice> list_notices(Db& db, const std::string& programme_id, const std::string& application_id, const std::string& applicant,
                                 const std::string& after, int limit) {
  Filter where("where id > :a", {after});
  where.with(" and programme_id = :p", programme_id).with(" and application_id = :i", application_id);
  where.with(" and application_id in (select id from application where applicant = :u)", applicant);
  return db.list<Notice>(where.tail(" order by id limit :n"), where.values(limit));
}

std::vector<Inquiry> list_inquiries(Db& db, const std::string& state, const std::string& after, int limit) {
  std::string where = "where id > :a";
  if (state == "open") where += " and answered_at = 0";
  if (state == "answered") where += " and answered_at > 0";
  return db.list<Inquiry>(where + " order by id limit :n", {after, std::int64_t{limit}});
}

}  // namespace shopper::registration
