#include "selection/store/privacy_store.h"

namespace shopper::selection {

using store::Db;

std::vector<Candidate> candidates_of(Db& db, const std::string& subject) { return db.list<Candidate>("where applicant = :s order by id", {subject}); }

std::vector<Interview> interviews_of(Db& db, const std::string& application_id) { return db.list<Interview>("where application_id = :a order by id", {application_id}); }

std::vector<ErasureItem> erase_candidate(Db& db, const std::string& application_id, const std::string& nobody, Instant now) {
  const auto count = [&](const char* sql) { return db.one<std::int64_t>(sql, {application_id}).value_or(0); };
  std::vector<std::string> owners{owner_of_candidate(application_id)};
  for (const auto& interview : interviews_of(db, application_id)) owners.push_back(owner_of_interview(interview.id));
  const auto scores = count("select count(*) from interview_score where interview_id in (select id from interview where application_id = :a)");
  const auto keys = store::shred(db, owners, now);
  return {
      {"candidate", ErasureAction::unlinked,
       db.execute("update candidate set applicant = :n, features = '{}', conflicts = '[]', household = '', employer = '' where id = :a", {nobody, application_id}), "COUNTS_OF_THE_PROGRAMME"},
      {"review", ErasureAction::unlinked, db.execute("update review set note = '' where application_id = :a", {application_id}), "RECORD_OF_DECISIONS"},
      {"interview", ErasureAction::unlinked, db.execute("update interview set reason = '' where application_id = :a", {application_id}), "RECORD_OF_DECISIONS"},
      {"interview_score", ErasureAction::shredded, scores, "RECORD_OF_DECISIONS"},   // locked: the note cannot be overwritten, so its key goes
      {"panel_member", ErasureAction::unlinked,
       db.execute("update panel_member set shopper = :n, features = '{}', conflicts = '[]', household = '', employer = '', reason = '', absent_from = '', absent_to = '' where id = :a", {nobody, application_id}),
       "COUNTS_OF_THE_PROGRAMME"},
      {"attendance", ErasureAction::retained, count("select count(*) from attendance where member_id = :a"), "IDS_AND_CODED_FACTS"},
      {"draw_place", ErasureAction::retained, count("select count(*) from draw_place where application_id = :a"), "PUBLIC_DRAW_RECORD"},
      {"subject_key", ErasureAction::shredded, keys, ""},
  };
}

}  // namespace shopper::selection
