// The service side of shopper.common.v1.Snapshots: what a backup of the running suite asks of every service.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/overload/background.h"
#include "platform/rpc/server.h"
#include "platform/store/snapshot.h"
#include "platform/store/store.h"

namespace shopper::rpc {

struct SnapshotSource {
  std::string service;
  std::string version;
  crypto::Key audit_key{};
  // Applies no events of others until then; returns when none is being applied any more. A time that is over ends it.
  std::function<void(std::chrono::steady_clock::time_point until)> pause_feeds;
};

// One snapshot at a time. Thread-safe.
class Snapshots {
 public:
  // Binds the rpcs; to be made before the server starts, and to outlive it.
  Snapshots(Server& server, store::Store& store, SnapshotSource source);
  // A directory whose files, named by their SHA-256 in directories of its first two digits, belong to the store. Before the server starts.
  void include_files(std::string directory) { files_directory_ = std::move(directory); }
  // While one is taken nothing that it may still copy must be removed.
  bool in_progress() const { return in_progress_; }
  // Lets go of a snapshot whose taker has gone away.
  void drop_abandoned();

 private:
  using Clock = std::chrono::steady_clock;
  struct Session {
    Session(std::string id, store::Store& store, const std::string& copy) : backup(std::move(id)), snapshot(store, copy) {}
    const std::string backup;
    store::Snapshot snapshot;
    overload::Background background;   // what reads it
    Clock::time_point used_at = Clock::now();
    std::optional<std::vector<std::pair<std::string, std::int64_t>>> files;   // by name, with their sizes
  };
  Result<Done> pause(const std::string& backup, int hold_ms);
  Result<Done> begin(Call& call, const std::string& backup);
  bool paused(const std::string& backup) const { return paused_for_ == backup && Clock::now() < paused_until_; }
  void let_go();
  // The session of that backup, now in use.
  Result<Session*> session(const std::string& backup);
  Result<std::string> describe(const std::string& backup);
  Result<std::string> read_file(const std::string& sha256, std::int64_t offset) const;
  void list_files(Session& session) const;

  store::Store& store_;
  const std::string path_;
  SnapshotSource source_;
  std::string files_directory_;
  std::mutex mutex_;
  std::string paused_for_;
  Clock::time_point paused_until_{};
  std::optional<Session> session_;
  std::atomic<bool> in_progress_{false};   // apart from the mutex: asked inside transactions, for which its holder may wait
};

}  // namespace shopper::rpc
