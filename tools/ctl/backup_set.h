// What lies in a directory of backups:
//
//   OUT/ID/manifest.json        what is in it, and a keyed hash of that
//   OUT/ID/SERVICE.store        a service's store, sealed
//   OUT/ID/SERVICE.files        the names and sizes of the files that belong to it, sealed
//   OUT/files/ab/SHA256         each file once, whatever number of backups it belongs to, sealed
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "backup_keep.h"
#include "platform/crypto/hash.h"
#include "platform/store/snapshot.h"

namespace shopperctl {

namespace crypto = shopper::crypto;
namespace fs = std::filesystem;
using shopper::store::SnapshotFacts;

struct StoreEntry {
  SnapshotFacts facts;
  std::string sha256;   // of the store's bytes
  std::int64_t files = 0;
  std::int64_t files_bytes = 0;
  SHOPPER_FIELDS(StoreEntry, facts, sha256, files, files_bytes)
};

struct Manifest {
  int format = 1;
  std::string id;
  shopper::Instant begun_at, ended_at;
  std::int64_t paused_us = 0;               // how long no service applied events of others
  std::vector<StoreEntry> stores;
  std::vector<std::string> damaged_files;   // that could not be copied as their name says
  SHOPPER_FIELDS(Manifest, format, id, begun_at, ended_at, paused_us, stores, damaged_files)
};

struct ListedFile {
  std::string sha256;
  std::int64_t bytes = 0;
};

// The backup does not hold, in words for its owner.
struct BackupBroken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class BackupSet {
 public:
  BackupSet(fs::path directory, const crypto::Key& key, std::string id) : directory_(std::move(directory)), key_(key), id_(std::move(id)) {}
  const fs::path& directory() const { return directory_; }
  const crypto::Key& key() const { return key_; }
  fs::path store(const std::string& service) const { return directory_ / (service + ".store"); }
  fs::path list(const std::string& service) const { return directory_ / (service + ".files"); }
  fs::path file(const std::string& sha256) const { return directory_.parent_path() / "files" / sha256.substr(0, 2) / sha256; }
  // What each is sealed to, so that none opens in another's place.
  std::string bound_store(const std::string& service) const { return "store " + id_ + " " + service; }
  std::string bound_list(const std::string& service) const { return "files " + id_ + " " + service; }
  static std::string bound_file(const std::string& sha256) { return "file " + sha256; }

  void write_manifest(const Manifest& manifest) const;
  // Throws BackupBroken.
  static Manifest read_manifest(const fs::path& directory, const crypto::Key& key);
  void write_list(const std::string& service, const std::vector<ListedFile>& files) const;
  // Throws crypto::SealBroken.
  std::vector<ListedFile> read_list(const std::string& service) const;

 private:
  fs::path directory_;
  crypto::Key key_;
  std::string id_;
};

// Keeps those who take backups into a directory and those who remove some from it apart; throws std::runtime_error when the other is at work.
class BackupsLock {
 public:
  BackupsLock(const fs::path& directory, bool exclusive);
  ~BackupsLock();
  BackupsLock(const BackupsLock&) = delete;

 private:
  const int fd_;
};

// Removes the backups in `directory` that the policy does not keep, the files that only they needed, and what killed programs left; tells which.
// What it does not recognise stays. Throws std::runtime_error.
void prune_backups(const fs::path& directory, const crypto::Key& key, const KeepPolicy& policy, bool dry_run, bool json);

// A new file with that text, flushed.
void write_flushed(const fs::path& path, const std::string& text);
// So that names made or changed in it are on the disk, too.
void flush_directory(const fs::path& directory);

}  // namespace shopperctl
