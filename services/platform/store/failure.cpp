#include "platform/store/failure.h"

#include <sqlite3.h>

#include "platform/log/log.h"
#include "platform/store/shortage.h"
#include "platform/telemetry/metrics.h"

namespace shopper::store {
namespace {

constexpr int primary_mask = 0xff;
constexpr int retry_full_s = 30;   // somebody must make room first

const char* name_of(StorageTrouble trouble) {
  switch (trouble) {
    case StorageTrouble::away: return "away";
    case StorageTrouble::full: return "full";
    case StorageTrouble::damaged: return "damaged";
  }
  return "away";
}

}  // namespace

std::optional<StorageTrouble> storage_trouble(int sqlite_code) {
  switch (sqlite_code & primary_mask) {
    case SQLITE_FULL: return StorageTrouble::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return StorageTrouble::damaged;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS: return StorageTrouble::away;
    // Plain, it is a write on a reader: our mistake. Extended, the file or its directory has become read-only.
    case SQLITE_READONLY: return sqlite_code == SQLITE_READONLY ? std::nullopt : std::optional(StorageTrouble::away);
    default: return std::nullopt;
  }
}

Error refusal_of(StorageTrouble trouble) {
  if (trouble == StorageTrouble::full)
    return Error{ErrorKind::unavailable, "STORE_FULL", {"مساحة التخزين ممتلئة؛ لم يُحفظ شيء", "The store has no room left; nothing was saved"}, {}, {}, retry_full_s};
  return Error{ErrorKind::unavailable, "STORE_UNAVAILABLE", {"التخزين غير متاح مؤقتاً؛ لم يُحفظ شيء", "The store is temporarily unavailable; nothing was saved"}, {}, {}, retry_soon_s};
}

Error report(const StorageFailure& failure) {
  const std::string trouble = name_of(failure.trouble());
  log::error("storage failed", {{"trouble", trouble}, {"reason", failure.what()}});
  telemetry::counter("shopper_store_failures_total", "Statements that failed because of the storage", {{"trouble", trouble}}).add();
  return refusal_of(failure.trouble());
}

}  // namespace shopper::store
