#include "evaluation/store/privacy_store.h"

namespace shopper::evaluation::stored {

using namespace domain;

std::vector<ErasureItem> unlink_shopper(Db& db, const std::string& shopper, const std::string& nobody) {
  const auto by = [&](const char* sql) { return db.execute(sql, {shopper}); };
  const auto unlink = [&](const char* sql) { return db.execute(sql, {nobody, shopper}); };
  by("insert into evidence_orphan (sha256) select stored_sha256 from evidence where evaluation_id in (select id from evaluation where shopper = :s and state = 'draft') on conflict do nothing");
  const auto evidence = by("delete from evidence where evaluation_id in (select id from evaluation where shopper = :s and state = 'draft')");
  const auto drafts = by("delete from evaluation where shopper = :s and state = 'draft'");
  return {
      {"evidence", ErasureAction::erased, evidence, ""},
      {"evaluation", ErasureAction::erased, drafts, ""},
      {"evaluation", ErasureAction::unlinked, unlink("update evaluation set shopper = :n where shopper = :s"), "RECORD_OF_A_PUBLIC_SERVICE"},
      {"assignment", ErasureAction::unlinked, unlink("update assignment set shopper = :n, reason = '' where shopper = :s"), "RECORD_OF_A_PUBLIC_SERVICE"},
      {"suggestion", ErasureAction::unlinked, unlink("update suggestion set shopper = :n where shopper = :s"), "RECORD_OF_A_PUBLIC_SERVICE"},
      {"recognition", ErasureAction::erased, by("delete from recognition where shopper = :s"), ""},
      {"member", ErasureAction::erased, by("delete from member where shopper = :s"), ""},
  };
}

std::vector<std::string> orphaned_evidence(Db& db, int limit) {
  std::vector<std::string> orphans;
  for (auto& [sha256] : db.all<std::string>("select sha256 from evidence_orphan limit :n", {std::int64_t{limit}})) orphans.push_back(std::move(sha256));
  return orphans;
}

bool evidence_used(Db& db, const std::string& sha256) { return db.one<std::int64_t>("select 1 from evidence where stored_sha256 = :h limit 1", {sha256}).has_value(); }

void forget_orphan(Db& db, const std::string& sha256) { db.execute("delete from evidence_orphan where sha256 = :h", {sha256}); }

std::vector<Member> memberships_of(Db& db, const std::string& shopper) { return db.list<Member>("where shopper = :s order by id", {shopper}); }

std::vector<Assignment> assignments_of(Db& db, const std::string& shopper, int limit) { return db.list<Assignment>("where shopper = :s order by id desc limit :n", {shopper, std::int64_t{limit}}); }

std::vector<Recognition> recognitions_of(Db& db, const std::string& shopper) { return db.list<Recognition>("where shopper = :s order by id", {shopper}); }

}  // namespace shopper::evaluation::stored
