// A copy of a live store as it was at one moment, for backups; what such a copy says of itself; and whether copies of several stores fit
// each other. The copy is made page by page over SQLite's backup interface from the writer's own connection, between its commits: what a commit
// changes in pages that are copied already it writes to the copy, too, so that no reader has to hold the write-ahead log meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/audit/chain.h"
#include "platform/store/db.h"

namespace shopper::store {

class Store;

struct Cursor {
  std::string log_id;
  std::int64_t sequence = 0;
  SHOPPER_FIELDS(Cursor, log_id, sequence)
};

struct SnapshotFacts {
  std::string service;
  std::string version;                      // of the program
  std::vector<std::string> schema;          // applied migrations, "platform/0001_platform"
  std::string log_id;
  std::int64_t last_sequence = 0;           // of the own outbox
  std::map<std::string, Cursor> cursors;    // how far the feeds of others were applied, by service
  std::vector<std::string> service_keys;    // ids of the ring without which it cannot be opened
  audit::Checkpoint audit_head;             // signed for the backup
  std::int64_t bytes = 0;
  SHOPPER_FIELDS(SnapshotFacts, service, version, schema, log_id, last_sequence, cursors, service_keys, audit_head, bytes)
};

// What the store itself says: all but `version`, `bytes`, and the head's signature.
SnapshotFacts facts_of(Db& db, const std::string& service);

// Of the outbox, as this connection sees it; 0 when nothing happened yet.
std::int64_t last_sequence(Db& db);
// When the last backup was completed; none before the first.
Instant last_backup(Db& db);
void note_backup(Db& db, Instant at);

// Why these stores, taken together, would lose events: a reader that is further than its upstream, or follows another log. Empty: they fit.
std::vector<std::string> misfits(const std::vector<SnapshotFacts>& stores);

// What is broken in the file of a store, in words; empty: nothing.
std::vector<std::string> damages(Db& db);

class Snapshot {
 public:
  // The copy grows in `file`, readable by its owner alone, and is removed with this object, which the store must outlive. Throws std::runtime_error.
  Snapshot(Store& store, std::string file);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // Copies up to so many pages more, but never the last one.
  void copy(int pages);
  // Copies what is left and fixes the moment: the copy is the store as of now, and the store is let go.
  void fix();
  bool complete() const { return complete_; }
  std::int64_t pages_done() const { return pages_done_; }
  std::int64_t pages_total() const { return pages_total_; }
  // Of the complete copy.
  std::int64_t bytes() const;
  std::string read(std::int64_t offset, std::size_t max) const;
  std::string url() const { return "sqlite://" + file_; }

 private:
  struct Copying;
  int step(int pages);
  void write_out();
  Store& store_;
  const std::string file_;
  std::unique_ptr<Copying> copying_;
  bool complete_ = false;
  std::int64_t pages_done_ = 0;
  std::int64_t pages_total_ = 0;
  int fd_ = -1;
};

}  // namespace shopper::store
