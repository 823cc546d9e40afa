#include "registration/store/privacy_store.h"

namespace shopper::registration {

using store::Db;

std::vector<Application> applications_of(Db& db, const std::string& subject) { return db.list<Application>("where applicant = :s order by id", {subject}); }

std::vector<ErasureItem> erase_application(Db& db, const std::string& application_id, const std::string& nobody, Instant now) {
  const auto rows = [&](const char* sql) { return db.execute(sql, {application_id}); };
  const auto keys = store::shred(db, {owner_of_application(application_id)}, now);
  return {
      {"application", ErasureAction::unlinked,
       db.execute("update application set applicant = :n, details = '', verdict = '', features = '{}', qid_hash = '', qid_birth_year = 0, qid_country = '', person_key = '', "
                  "household_key = '', employer_key = '' where id = :i",
                  {nobody, application_id}),
       "COUNTS_OF_THE_PROGRAMME"},
      {"appeal", ErasureAction::unlinked, rows("update appeal set grounds = '', decision_reason = '' where application_id = :i"), "COUNTS_OF_THE_PROGRAMME"},
      {"notice", ErasureAction::erased, rows("delete from notice where application_id = :i"), ""},
      {"timeline", ErasureAction::erased, rows("delete from timeline where application_id = :i"), ""},
      {"consent", ErasureAction::retained, db.one<std::int64_t>("select count(*) from consent where application_id = :i", {application_id}).value_or(0), "PROOF_OF_CONSENT"},
      {"subject_key", ErasureAction::shredded, keys, ""},
  };
}

std::vector<std::string> inquiries_from(Db& db, const std::string& email_key) {
  std::vector<std::string> ids;
  if (email_key.empty()) return ids;
  for (auto& [id] : db.all<std::string>("select id from inquiry where email_key = :k", {email_key})) ids.push_back(std::move(id));
  return ids;
}

void erase_inquiry(Db& db, const std::string& inquiry_id, Instant now) {
  db.execute("delete from inquiry where id = :i", {inquiry_id});
  store::shred(db, {owner_of_inquiry(inquiry_id)}, now);
}

std::optional<Erasure> running_erasure_of(Db& db, const std::string& subject) {
  return db.find<Erasure>("subject = :s and cause = 'request' and state = 'running'", {subject});
}

std::vector<Erasure> list_erasures(Db& db, const std::string& subject, const std::string& after, int limit) {
  if (subject.empty()) return db.list<Erasure>("where id > :a order by id limit :n", {after, std::int64_t{limit}});
  return db.list<Erasure>("where subject = :s and id > :a order by id limit :n", {subject, after, std::int64_t{limit}});
}

bool held(Db& db, const std::string& subject) { return db.one<std::int64_t>("select 1 from legal_hold where subject = :s and lifted_at = 0 limit 1", {subject}).has_value(); }

std::vector<LegalHold> list_holds(Db& db, bool standing_only, const std::string& after, int limit) {
  return db.list<LegalHold>(standing_only ? "where id > :a and lifted_at = 0 order by id limit :n" : "where id > :a order by id limit :n", {after, std::int64_t{limit}});
}

std::vector<RetentionClass> retention_classes(Db& db) { return db.list<RetentionClass>("order by name"); }

std::vector<Application> unchanged_since(Db& db, const std::vector<ApplicationState>& states, Instant before, int limit) {
  std::vector<Application> due;
  for (const auto state : states) {
    const auto left = limit - static_cast<int>(due.size());
    if (left <= 0) break;
    for (auto& application : db.list<Application>("where state = :s and updated_at < :b and applicant not like 'erased:%' "
                                                  "and applicant not in (select subject from legal_hold where lifted_at = 0) order by updated_at, id limit :n",
                                                  {std::string(to_string(state)), before.us, std::int64_t{left}}))
      due.push_back(std::move(application));
  }
  return due;
}

std::int64_t held_since(Db& db, const std::vector<ApplicationState>& states, Instant before) {
  std::int64_t count = 0;
  for (const auto state : states)
    count += db.one<std::int64_t>("select count(*) from application where state = :s and updated_at < :b and applicant in (select subject from legal_hold where lifted_at = 0)",
                                  {std::string(to_string(state)), before.us}).value_or(0);
  return count;
}

std::vector<std::string> inquiries_answered_before(Db& db, Instant before, int limit) {
  std::vector<std::string> ids;
  for (auto& [id] : db.all<std::string>("select id from inquiry where answered_at > 0 and answered_at < :b order by id limit :n", {before.us, std::int64_t{limit}})) ids.push_back(std::move(id));
  return ids;
}

std::vector<Consent> consents_of(Db& db, const std::string& application_id) {
  std::vector<Consent> consents;
  for (auto& [version, hash, given, withdrawn] : db.all<std::string, std::string, Instant, Instant>(
           "select notice_version, notice_sha256, given_at, withdrawn_at from consent where application_id = :i order by given_at", {application_id}))
    consents.push_back({application_id, std::move(version), std::move(hash), given, withdrawn});
  return consents;
}

void withdraw_consents(Db& db, const std::string& application_id, Instant at) {
  db.execute("update consent set withdrawn_at = :a where application_id = :i and withdrawn_at = 0", {at.us, application_id});
}

}  // namespace shopper::registration
