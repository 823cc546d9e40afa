// A service's store: one writer, whose turn it is, commits in groups; a pool of read-only connections, an exclusive process lock.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/store/db.h"
#include "platform/store/failure.h"
#include "platform/store/migrations.h"

namespace shopper::store {

struct StoreOptions {
  std::string url;                          // "sqlite:///var/lib/shopper/NAME.db"
  std::string component;                    // the service's name, for its migrations
  std::vector<Migration> migrations;
  std::shared_ptr<const crypto::ServiceKeys> keys = nullptr;   // without them sealed columns cannot be used
  std::optional<crypto::Key> audit_key = std::nullopt;       // signs checkpoints of the audit log, and keys the hashes in it
  std::size_t group_size_max = 64;          // commands in one commit
  std::size_t queue_size_max = 4096;        // commands waiting; more are refused
  std::size_t readers_max = 8;
};

// A command for the writer.
struct Write {
  std::function<bool(Db&)> run;            // true: keep its changes
  std::optional<Error> failure = std::nullopt;   // set when it did not run, threw, or the commit failed
};

// Thread-safe. Every command is durable (synchronous=FULL) before its caller is answered.
class Store {
 public:
  // Opens, locks, checks and migrates. Throws std::runtime_error with a reason an operator can act on.
  explicit Store(StoreOptions options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Runs `command` in the writer's transaction and waits for the commit. Its error, or an exception, undoes its own changes alone.
  template <class T>
  Result<T> write(const std::function<Result<T>(Db&)>& command) {
    std::optional<Result<T>> answer;
    Write entry{[&](Db& db) {
      answer.emplace(command(db));
      return answer->ok();
    }};
    write_all({&entry, 1});
    if (entry.failure) return std::move(*entry.failure);
    return std::move(*answer);
  }
  // Several commands at the cost of one wait: in this order, each with its own outcome, not all or nothing.
  void write_all(std::span<Write> writes);

  // Lends the writer's connection between two commits, outside any transaction. Commands wait meanwhile: it is to be a matter of a millisecond.
  // What it throws comes out here.
  void between_commits(const std::function<void(Db&)>& work);

  // Runs `query` on a read-only connection, in one snapshot. A failure of the storage is a refusal; other exceptions are the caller's.
  template <class T>
  Result<T> read(const std::function<Result<T>(Db&)>& query) {
    try {
      Reader reader(*this);
      return query(*reader.db);
    } catch (const StorageFailure& failure) {
      return report(failure);
    }
  }

  // The last committed outbox sequence; and a wait for a later one (false on timeout or stop).
  std::int64_t last_sequence() const { return last_sequence_; }
  bool wait_for_sequence_after(std::int64_t sequence, int wait_ms);
  const std::string& log_id() const { return log_id_; }
  // What the audit log says of an outcome: who has the service's key can show what it was, and nobody can guess at it. "" without a key.
  std::string change_hash(std::string_view outcome) const { return change_key_ ? crypto::keyed_hash_hex(*change_key_, outcome) : std::string{}; }

  // Writable, by the last commit's outcome. A store that is not is tried every second, and comes back by itself.
  bool healthy() const { return healthy_; }
  // Ends every wait_for_sequence_after, now and later; commands still run (for draining).
  void end_waits();
  // Finishes what is queued, then refuses; ends every wait. Idempotent.
  void stop();

 private:
  // Who waits for how many commands.
  struct Waiter {
    std::size_t left = 0;
    std::condition_variable changed;
  };
  struct Queued {
    Write* write;
    Waiter* waiter;
  };
  struct Reader {
    explicit Reader(Store& store);
    ~Reader();
    Store& store;
    std::unique_ptr<Db> db;
  };

  void writer_loop();
  void end_turn(bool tended);
  void tend();
  void empty_log();
  void probe();
  void give_back(std::unique_ptr<Db> reader);
  void commit_group(const std::vector<Queued>& group);
  bool run_one(Write& command, bool alone);

  StoreOptions options_;
  // Released also when the constructor gives up half-way.
  struct ProcessLock {
    ~ProcessLock();
    int fd = -1;
  } lock_;
  std::string log_id_;
  std::optional<crypto::Key> change_key_;
  std::unique_ptr<Db> writer_db_;
  std::mutex mutex_;
  std::condition_variable queued_;
  std::condition_variable committed_;
  std::condition_variable turn_over_;
  std::deque<Queued> queue_;
  bool writing_ = false;          // somebody has the turn: the writer's connection is his alone
  int turns_wanted_ = 0;          // by between_commits(), before any command's
  bool to_tend_ = false;          // the last turn left something to the writer's thread: a disk to try again, a log to be emptied
  bool tend_now_ = false;         // and it has not been tried yet
  bool stopping_ = false;
  bool waits_ended_ = false;
  std::atomic<std::int64_t> last_sequence_{0};
  std::atomic<bool> healthy_{true};
  bool damaged_ = false;   // the writer's; a commit that succeeds elsewhere in the file does not make it well
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Db>> idle_readers_;
  std::size_t readers_open_ = 0;
  std::thread writer_;
};

}  // namespace shopper::store
