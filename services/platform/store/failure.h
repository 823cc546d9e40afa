// Failures of the disk, or of the database file, under a statement. Everything else that a statement throws is a mistake in our own SQL.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "platform/base/error.h"

namespace shopper::store {

enum class StorageTrouble {
  away,      // the disk does not answer, or answers with errors: it may be well again at any moment
  full,
  damaged,   // what the file holds is not what was written to it
};

// What a SQLite result code says of the storage; nothing when the statement itself is to blame.
std::optional<StorageTrouble> storage_trouble(int sqlite_code);

class StorageFailure : public std::runtime_error {
 public:
  explicit StorageFailure(const std::string& what, StorageTrouble trouble = StorageTrouble::away) : std::runtime_error(what), trouble_(trouble) {}
  StorageTrouble trouble() const { return trouble_; }

 private:
  StorageTrouble trouble_;
};

// A read was ended because nobody waits for its answer any more (StopWhen in db.h). Neither the storage nor the statement is to blame.
class QueryStopped : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What callers are told: nothing of it was kept, and it may be tried again.
Error refusal_of(StorageTrouble trouble);

// Tells the log and the metrics; gives the refusal.
Error report(const StorageFailure& failure);

}  // namespace shopper::store
