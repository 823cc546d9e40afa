#include "platform/store/erasure.h"

#include "platform/crypto/hash.h"

namespace shopper::store {

std::string hash_of(const std::vector<ErasureItem>& items) { return crypto::sha256_hex(codec::dump(items)); }

std::vector<ErasureItem> erase_answers(Db& db, const std::string& subject, Instant now) {
  // The scope is the subject, a line's end, and the operation.
  const auto answers = db.execute("delete from idempotency where scope >= :a and scope < :b", {subject + "\n", subject + "\x0b"});
  return {{"idempotency", ErasureAction::erased, answers, ""},
          {"subject_key", ErasureAction::shredded, shred(db, {owner_of_person(subject)}, now), ""},
          {"audit", ErasureAction::retained, 0, "ACCOUNTABILITY"},
          {"outbox", ErasureAction::retained, 0, "IDS_AND_CODED_FACTS"}};
}

std::int64_t shred(Db& db, const std::vector<std::string>& owners, Instant now) {
  std::int64_t count = 0;
  for (const auto& owner : owners) count += db.vault().shred(owner, now);
  return count;
}

}  // namespace shopper::store
