// The audit log as a chain: each record's hash covers the one before, and signed checkpoints say how far it went. Pure, and shared with the
// offline verifier.
#pragma once

#include <cstdint>
#include <string>

#include "platform/base/fields.h"
#include "platform/base/time.h"
#include "platform/crypto/hash.h"

namespace shopper::audit {

struct Record {
  std::int64_t sequence = 0;   // from 1, without gaps
  Instant at;
  Instant recorded_at;         // when an imported action had happened; none on the live path
  std::string actor;
  std::string roles;           // comma-separated
  std::string action;          // the rpc, or what a background task did
  std::string subject;         // the id of the thing, or what a list was asked for
  std::string reason;          // why, where it was said; the purpose of a read
  std::string change;          // keyed hash of the outcome, "" where there is none
  std::string imported_by;
  std::string trace_id;
  std::string hash;            // of all the above and of the record before
  friend bool operator==(const Record&, const Record&) = default;
  SHOPPER_FIELDS(Record, sequence, at, recorded_at, actor, roles, action, subject, reason, change, imported_by, trace_id, hash)
};

struct Checkpoint {
  std::string service;
  std::string log_id;
  std::int64_t sequence = 0;   // the last record it covers
  std::string hash;            // of that record
  Instant at;
  std::string public_key;
  std::string signature;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
  SHOPPER_FIELDS(Checkpoint, service, log_id, sequence, hash, at, public_key, signature)
};

// What the first record follows.
std::string genesis(const std::string& log_id);
// SHA-256 of the previous hash and of every field with its length, so that no two records read the same.
std::string hash_of(const Record& record, const std::string& previous_hash);

Checkpoint sign(Checkpoint checkpoint, const crypto::Key& seed);
// Whether its own key signed it; whose key that is must be known from elsewhere.
bool signature_holds(const Checkpoint& checkpoint);

}  // namespace shopper::audit
