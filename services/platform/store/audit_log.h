// The audit log in a store: appended in the transaction of what it records, read for exports, sealed by checkpoints.
#pragma once

#include <optional>
#include <vector>

#include "platform/audit/chain.h"
#include "platform/base/error.h"
#include "platform/store/db.h"

namespace shopper::store {

// Gives the record its sequence and hash and appends it. For the writer alone: it must know the last record.
void append_audit(Db& db, audit::Record record);
std::vector<audit::Record> audit_records(Db& db, std::int64_t after, int limit);
// The log as it stands: its last record, unsigned and without a time.
audit::Checkpoint unsigned_audit_head(Db& db, const std::string& service);
// The same, signed now.
audit::Checkpoint audit_head(Db& db, const std::string& service, const crypto::Key& seed, Instant now);

// A checkpoint when enough records or time have gone by since the last; it is kept, and is to be told to others.
std::optional<audit::Checkpoint> due_checkpoint(Db& db, const std::string& service, const crypto::Key& seed, Instant now);
// Of this service, for records in (after, up to].
std::vector<audit::Checkpoint> own_checkpoints(Db& db, std::int64_t after, std::int64_t up_to);

// Keeps what another service signed. Refused when its signature does not hold, another key signed it, or it denies what it said before.
Result<Done> keep_checkpoint(Db& db, const audit::Checkpoint& checkpoint, Instant now);
struct KeptCheckpoint : audit::Checkpoint {
  std::int64_t number = 0;
};
// Those kept of others, after that number.
std::vector<KeptCheckpoint> kept_checkpoints(Db& db, std::int64_t after, int limit);

}  // namespace shopper::store
