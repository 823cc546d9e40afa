// What a service says when it has erased somebody's data. No personal data: it goes into events and receipts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/fields.h"

namespace shopper {

// erased: overwritten or deleted; shredded: its key destroyed; unlinked: kept, but no longer anybody's; retained: kept as it is.
SHOPPER_ENUM(ErasureAction, erased, shredded, unlinked, retained)

// What became of a table.
struct ErasureItem {
  std::string table;
  ErasureAction action = ErasureAction::erased;
  std::int64_t rows = 0;
  std::string reason;   // a code; why, where something was kept
  friend bool operator==(const ErasureItem&, const ErasureItem&) = default;
  SHOPPER_FIELDS(ErasureItem, table, action, rows, reason)
};

// The event `subject.erased`, by which each service says what it did.
struct SubjectErased {
  std::string erasure_id;
  std::string service;
  std::string subject;
  std::vector<std::string> ids;   // of the things whose erasure was asked for
  bool whole_person = false;      // all that is the person's, and not these things alone
  std::vector<ErasureItem> items;
  std::string sha256;             // of the items, as the service's audit log has it too
  SHOPPER_FIELDS(SubjectErased, erasure_id, service, subject, ids, whole_person, items, sha256)
};
inline constexpr const char* subject_erased_event = "subject.erased";

}  // namespace shopper
