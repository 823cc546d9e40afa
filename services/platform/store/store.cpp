#include "platform/store/store.h"

#include <unistd.h>

#include <filesystem>

#include "platform/crypto/hash.h"
#include "platform/fault/fail_point.h"
#include "platform/log/log.h"
#include "platform/store/schema.h"
#include "platform/store/shortage.h"
#include "platform/store/snapshot.h"
#include "platform/telemetry/metrics.h"

namespace shopper::store {
namespace {

Error unavailable() { return refusal_of(StorageTrouble::away); }

Error bug(const char* what) {
  log::error("store command failed", {{"reason", what}});
  return refuse(ErrorKind::internal, "INTERNAL", {"خطأ داخلي", "Internal error"});
}

constexpr auto erasure_retry = std::chrono::milliseconds(500);
constexpr auto probe_interval = std::chrono::seconds(1);

telemetry::Histogram& commit_seconds() {
  static auto& histogram = telemetry::histogram("shopper_store_commit_seconds", "Duration of a group commit");
  return histogram;
}
telemetry::Counter& failed_commits() {
  static auto& counter = telemetry::counter("shopper_store_commit_failures_total", "Group commits that failed; nothing of them was promised");
  return counter;
}
telemetry::Counter& overloads() {
  static auto& counter = telemetry::counter("shopper_overload_refusals_total", "What was refused because too much waited already", {{"queue", "commands"}});
  return counter;
}
telemetry::Counter& committed_commands() {
  static auto& counter = telemetry::counter("shopper_store_commands_total", "Commands committed");
  return counter;
}

}  // namespace

Store::Store(StoreOptions options) : options_(std::move(options)) {
  const auto path = store_path(options_.url);
  if (const auto parent = std::filesystem::path(path).parent_path(); !parent.empty()) std::filesystem::create_directories(parent);
  // Two processes on one file would break the one-writer rule that keeps us clear of the WAL-reset bug.
  lock_.fd = lock_store(path);
  writer_db_ = std::make_unique<Db>(options_.url, Access::read_write);
  migrate(*writer_db_, options_.component, options_.migrations);
  writer_db_->truncate_log();   // an erasure just before the last end may have left something in it
  if (options_.audit_key) change_key_ = crypto::derive(*options_.audit_key, "audit change");
  if (options_.keys) {
    writer_db_->use_keys(options_.keys, options_.component);
    const auto ring = options_.keys->ring();
    for (const auto& id : writer_db_->vault().keys_in_use())
      if (!ring->find(id)) throw std::runtime_error("the store " + path + " needs the service key " + id + ", which the key file lacks");
  }
  writer_db_->execute("insert into store_meta (name, value) values ('log_id', :v) on conflict do nothing", {crypto::uuid7(0)});
  fault::fail_point("store.named");
  log_id_ = writer_db_->one<std::string>("select value from store_meta where name = 'log_id'").value();
  last_sequence_ = store::last_sequence(*writer_db_);
  failed_commits();   // alerts compare rates: a counter must be there before it counts
  overloads();
  commit_seconds();   // and no commit may fail for want of the memory for one
  committed_commands();
  idle_readers_.reserve(options_.readers_max);
  writer_ = std::thread([this] { writer_loop(); });
}

Store::~Store() {
  stop();
  if (writer_.joinable()) writer_.join();
  idle_readers_.clear();
  writer_db_.reset();
}

Store::ProcessLock::~ProcessLock() {
  if (fd >= 0) ::close(fd);
}

void Store::end_waits() {
  {
    std::lock_guard lock(mutex_);
    waits_ended_ = true;
  }
  committed_.notify_all();
}

void Store::stop() {
  end_waits();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  queued_.notify_all();
  committed_.notify_all();
}

void Store::write_all(std::span<Write> writes) {
  if (writes.empty()) return;
  std::unique_lock lock(mutex_);
  if (stopping_ || queue_.size() + writes.size() > options_.queue_size_max) {
    if (!stopping_) overloads().add();
    for (auto& write : writes)
      write.failure = stopping_ ? unavailable() : Error{ErrorKind::unavailable, "OVERLOADED", {"الخدمة مزدحمة؛ حاول بعد قليل", "The service is busy; try again shortly"}, {}, {}, 1};
    return;
  }
  // Where nobody writes and nobody waits, the caller does it himself: no thread has to be woken, and none to wake him.
  if (!writing_ && turns_wanted_ == 0 && queue_.empty() && !tend_now_ && healthy_ && writes.size() <= options_.group_size_max) {
    std::vector<Queued> group;   // before the turn is taken: nobody else would give it back
    group.reserve(writes.size());
    for (auto& write : writes) group.push_back({&write, nullptr});
    writing_ = true;
    lock.unlock();
    const auto before = last_sequence_.load();
    commit_group(group);
    lock.lock();
    end_turn(false);
    lock.unlock();
    if (last_sequence_ != before) committed_.notify_all();
    return;
  }
  Waiter waiter{writes.size(), {}};
  std::size_t queued = 0;
  try {
    for (auto& write : writes) {
      queue_.push_back({&write, &waiter});
      ++queued;
    }
  } catch (...) {
    while (queued-- > 0) queue_.pop_back();   // all or none: who waits for them is leaving
    throw;
  }
  queued_.notify_one();
  waiter.changed.wait(lock, [&] { return waiter.left == 0; });
}

void Store::between_commits(const std::function<void(Db&)>& work) {
  std::unique_lock lock(mutex_);
  ++turns_wanted_;
  turn_over_.wait(lock, [&] { return !writing_; });
  --turns_wanted_;
  writing_ = true;
  lock.unlock();
  std::exception_ptr failure;
  try {
    work(*writer_db_);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  end_turn(false);
  if (failure) std::rethrow_exception(failure);
}

// Under the lock.
void Store::end_turn(bool tended) {
  writing_ = false;
  to_tend_ = !healthy_ || writer_db_->erasure_noted();
  tend_now_ = to_tend_ && healthy_ && !tended;
  if (turns_wanted_ > 0) turn_over_.notify_one();
  else if (stopping_ || to_tend_ || !queue_.empty()) queued_.notify_one();
}

void Store::writer_loop() {
  std::vector<Queued> group;
  group.reserve(options_.group_size_max);
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto work = [&] { return !writing_ && turns_wanted_ == 0 && (stopping_ || !queue_.empty() || tend_now_); };
    // A log that readers would not let be emptied, and a disk that failed, are tried again soon.
    bool again = false;
    if (to_tend_) again = !queued_.wait_for(lock, healthy_ ? erasure_retry : probe_interval, work) && !writing_ && turns_wanted_ == 0;
    else queued_.wait(lock, [&] { return work() || to_tend_; });
    if (!work() && !again) continue;
    if (queue_.empty() && stopping_) return;
    // What was erased leaves the log before anything else is done.
    while (!tend_now_ && !queue_.empty() && group.size() < options_.group_size_max) {
      group.push_back(queue_.front());
      queue_.pop_front();
    }
    writing_ = true;
    lock.unlock();
    const auto before = last_sequence_.load();
    if (!group.empty()) commit_group(group);
    lock.lock();
    for (const auto& [write, waiter] : group)
      if (--waiter->left == 0) waiter->changed.notify_one();
    lock.unlock();
    if (last_sequence_ != before) committed_.notify_all();   // who waits for events has nothing of other commits
    if (healthy_ ? writer_db_->erasure_noted() : again) tend();
    group.clear();
    lock.lock();
    end_turn(true);
  }
}

void Store::tend() {
  if (!healthy_) probe();
  if (healthy_ && writer_db_->erasure_noted()) empty_log();
}

// What was erased is erased from the write-ahead log, too. Nobody waits for it: the commit was answered before.
void Store::empty_log() {
  try {
    fault::fail_point("store.erasing");
    writer_db_->truncate_log();
    fault::fail_point("store.erased");
  } catch (const std::exception& failure) {
    log::warn("the write-ahead log was not emptied yet", {{"reason", failure.what()}});
    writer_db_->abandon();
  }
}

// Whether the disk takes writes again: readiness keeps callers away, so none of their commands would find out. It also overwrites, in the
// write-ahead log, the frames of the commit that failed: nobody was promised them, and no recovery may find them.
void Store::probe() {
  try {
    if (damaged_ && writer_db_->one<std::string>("PRAGMA quick_check(1)") != "ok") throw StorageFailure("the file is damaged", StorageTrouble::damaged);
    writer_db_->execute("begin immediate");
    writer_db_->execute("insert into store_meta (name, value) values ('probe', :v) on conflict (name) do update set value = excluded.value", {crypto::uuid7(0)});
    writer_db_->execute("commit");
    damaged_ = false;
    healthy_ = true;
    log::info("the store takes writes again");
  } catch (const std::exception& failure) {
    log::warn("the store does not take writes yet", {{"reason", failure.what()}});
    writer_db_->abandon();
  }
}

void Store::commit_group(const std::vector<Queued>& group) {
  const telemetry::Timer timer(commit_seconds());
  try {
    if (!healthy_) writer_db_->abandon();   // again: for want of memory nothing may have been rolled back
    writer_db_->execute("begin immediate");
    fault::fail_point("store.begun");
    const bool alone = group.size() == 1;
    bool keep = false;
    for (const auto& queued : group) keep = run_one(*queued.write, alone) || keep;
    if (alone && !keep) {
      writer_db_->execute("rollback");
      return;
    }
    const auto sequence = store::last_sequence(*writer_db_);
    fault::fail_point("store.committing");
    writer_db_->execute("commit");
    fault::fail_point("store.committed");
    last_sequence_ = sequence;
    healthy_ = !damaged_;
    committed_commands().add(group.size());
  } catch (const std::exception& failure) {
    // Disk full, I/O error, no memory: nothing of this group was promised to anybody.
    healthy_ = false;
    failed_commits().add();
    writer_db_->abandon();
    try {
      const auto* storage = dynamic_cast<const StorageFailure*>(&failure);
      damaged_ = damaged_ || (storage && storage->trouble() == StorageTrouble::damaged);
      const auto refusal = dynamic_cast<const std::bad_alloc*>(&failure) ? short_of_memory() : report(storage ? *storage : StorageFailure(failure.what()));
      for (const auto& queued : group) queued.write->failure = refusal;
    } catch (const std::bad_alloc&) {
      for (const auto& queued : group) queued.write->failure = short_of_memory();
    }
  }
}

// A command's refusal undoes its own savepoint; one alone in its group needs none.
bool Store::run_one(Write& command, bool alone) {
  if (!alone) writer_db_->execute("savepoint command");
  bool keep = false;
  try {
    keep = command.run(*writer_db_);
  } catch (const StorageFailure&) {
    throw;   // the whole group's, whoever's statement met it
  } catch (const std::bad_alloc&) {
    command.failure = short_of_memory();
  } catch (const std::exception& failure) {
    command.failure = bug(failure.what());
  }
  if (alone) return keep;
  if (!keep) writer_db_->execute("rollback to command");
  writer_db_->execute("release command");
  return keep;
}

bool Store::wait_for_sequence_after(std::int64_t sequence, int wait_ms) {
  std::unique_lock lock(mutex_);
  committed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] { return waits_ended_ || last_sequence_ > sequence; });
  return last_sequence_ > sequence;
}

Store::Reader::Reader(Store& owner) : store(owner) {
  {
    std::unique_lock lock(store.readers_mutex_);
    store.reader_free_.wait(lock, [&] { return !store.idle_readers_.empty() || store.readers_open_ < store.options_.readers_max; });
    if (!store.idle_readers_.empty()) {
      db = std::move(store.idle_readers_.back());
      store.idle_readers_.pop_back();
    } else {
      ++store.readers_open_;
    }
  }
  try {
    if (!db) {
      db = std::make_unique<Db>(store.options_.url, Access::read_only);
      if (store.options_.keys) db->use_keys(store.options_.keys, store.options_.component);
    }
    db->execute("begin");
  } catch (...) {
    store.give_back(nullptr);
    throw;
  }
}

Store::Reader::~Reader() {
  try {
    db->execute("commit");
  } catch (const std::exception&) {
    db.reset();
  }
  store.give_back(std::move(db));
}

// With nothing given back, the place in the pool is free for a new connection.
void Store::give_back(std::unique_ptr<Db> reader) {
  std::lock_guard lock(readers_mutex_);
  if (reader) idle_readers_.push_back(std::move(reader));
  else --readers_open_;
  reader_free_.notify_one();
}

}  // namespace shopper::store
