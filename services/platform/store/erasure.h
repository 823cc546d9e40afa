// What every store does when a person's data are erased, whatever its service.
#pragma once

#include <string>
#include <vector>

#include "platform/base/erasure.h"
#include "platform/store/db.h"

namespace shopper::store {

// Whose rows become that are kept without their person: nobody's subject id, and one for each erasure.
inline std::string nobody(const std::string& erasure_id) { return "erased:" + erasure_id; }

// The report's hash, for the receipt and the audit log.
std::string hash_of(const std::vector<ErasureItem>& items);
// Stored answers and the data key of the person.
std::vector<ErasureItem> erase_answers(Db& db, const std::string& subject, Instant now);
// Destroys these owners' data keys; how many there were.
std::int64_t shred(Db& db, const std::vector<std::string>& owners, Instant now);

}  // namespace shopper::store
