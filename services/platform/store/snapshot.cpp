#include "platform/store/snapshot.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "platform/store/audit_log.h"
#include "platform/store/store.h"

namespace shopper::store {
namespace {

constexpr int damages_told = 20;
constexpr int pages_at_once = 64;   // some 0.3 ms of the writer
constexpr const char* last_backup_name = "last_backup";

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

Connection open(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(raw);
  if (code != SQLITE_OK) throw std::runtime_error("cannot open " + path + ": " + sqlite3_errstr(code));
  return connection;
}

void run(sqlite3* connection, const char* sql) {
  if (sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(std::string("snapshot: ") + sqlite3_errmsg(connection));
}

}  // namespace

struct Snapshot::Copying {
  Connection to;
  sqlite3_backup* backup = nullptr;   // reads the writer's connection: only between commits
};

Snapshot::Snapshot(Store& store, std::string file) : store_(store), file_(std::move(file)), copying_(std::make_unique<Copying>()) {
  ::unlink(file_.c_str());
  const int made = ::open(file_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) throw std::runtime_error("cannot make " + file_ + ": " + std::strerror(errno));
  fd_ = made;
  try {
    copying_->to = open(file_, SQLITE_OPEN_READWRITE);
    // A copy that was cut short is thrown away: it needs neither journal nor flushes.
    run(copying_->to.get(), "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000");
    store_.between_commits([&](Db& writer) { copying_->backup = sqlite3_backup_init(copying_->to.get(), "main", static_cast<sqlite3*>(writer.connection()), "main"); });
    if (!copying_->backup) throw std::runtime_error(std::string("snapshot: ") + sqlite3_errmsg(copying_->to.get()));
  } catch (...) {
    copying_.reset();
    ::close(fd_);
    ::unlink(file_.c_str());
    throw;
  }
}

Snapshot::~Snapshot() {
  if (copying_) store_.between_commits([&](Db&) { sqlite3_backup_finish(copying_->backup); });
  copying_.reset();
  ::close(fd_);
  ::unlink(file_.c_str());
}

// Between commits.
int Snapshot::step(int pages) {
  const int code = sqlite3_backup_step(copying_->backup, pages);
  if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(std::string("snapshot: ") + sqlite3_errstr(code));
  pages_total_ = sqlite3_backup_pagecount(copying_->backup);
  pages_done_ = pages_total_ - sqlite3_backup_remaining(copying_->backup);
  return code;
}

void Snapshot::copy(int pages) {
  if (complete_) return;
  store_.between_commits([&](Db&) {
    step(0);   // how many there are by now
    // With the last page the copy would be the store of this moment, and of no later one.
    if (const auto most = std::min<std::int64_t>(pages, pages_total_ - pages_done_ - 1); most > 0) step(static_cast<int>(most));
  });
  write_out();
}

void Snapshot::fix() {
  if (complete_) return;
  for (copy(pages_at_once); pages_total_ - pages_done_ > pages_at_once; copy(pages_at_once)) {
  }
  store_.between_commits([&](Db&) {
    while (step(pages_at_once) != SQLITE_DONE) {
    }
    if (const int code = sqlite3_backup_finish(std::exchange(copying_->backup, nullptr)); code != SQLITE_OK) throw std::runtime_error(std::string("snapshot: ") + sqlite3_errstr(code));
  });
  // One file that needs no others beside it; whoever serves from it switches to a write-ahead log again.
  run(copying_->to.get(), "PRAGMA journal_mode=DELETE");
  copying_.reset();
  write_out();
  complete_ = true;
}

// Written out as it grows: a heap of unwritten pages would hold up the next commit of the live store, which waits for its disk.
void Snapshot::write_out() { ::sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER); }

std::int64_t Snapshot::bytes() const {
  struct stat status{};
  if (!complete_ || ::fstat(fd_, &status) != 0) throw std::runtime_error("the copy " + file_ + " is not complete");
  return status.st_size;
}

std::string Snapshot::read(std::int64_t offset, std::size_t max) const {
  std::string bytes(max, '\0');
  const auto count = ::pread(fd_, bytes.data(), bytes.size(), offset);
  if (count < 0) throw std::runtime_error("cannot read " + file_ + ": " + std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

SnapshotFacts facts_of(Db& db, const std::string& service) {
  SnapshotFacts facts;
  facts.service = service;
  for (const auto& [component, name] : db.all<std::string, std::string>("select component, name from schema_migration order by component, name")) facts.schema.push_back(component + "/" + name);
  facts.audit_head = unsigned_audit_head(db, service);
  facts.log_id = facts.audit_head.log_id;
  facts.last_sequence = last_sequence(db);
  for (auto& [upstream, log_id, sequence] : db.all<std::string, std::string, std::int64_t>("select upstream, log_id, sequence from feed_cursor")) facts.cursors[upstream] = {log_id, sequence};
  for (auto& [id] : db.all<std::string>("select distinct kek_id from subject_key order by kek_id")) facts.service_keys.push_back(id);
  return facts;
}

std::int64_t last_sequence(Db& db) { return db.one<std::int64_t>("select coalesce(max(sequence), 0) from outbox").value_or(0); }

Instant last_backup(Db& db) {
  return Instant::parse(db.one<std::string>("select value from store_meta where name = :n", {std::string(last_backup_name)}).value_or("")).value_or(Instant{});
}

void note_backup(Db& db, Instant at) {
  db.execute("insert into store_meta (name, value) values (:n, :v) on conflict (name) do update set value = excluded.value", {std::string(last_backup_name), at.rfc3339()});
}

std::vector<std::string> misfits(const std::vector<SnapshotFacts>& stores) {
  std::vector<std::string> found;
  for (const auto& reader : stores)
    for (const auto& [upstream, cursor] : reader.cursors) {
      const auto pair = reader.service + " follows " + upstream;
      const auto told = std::find_if(stores.begin(), stores.end(), [&](const auto& store) { return store.service == upstream; });
      if (told == stores.end()) found.push_back(pair + ", which is not here");
      else if (told->log_id != cursor.log_id) found.push_back(pair + " in another log than the one that is here");
      else if (cursor.sequence > told->last_sequence)
        found.push_back(pair + " up to event " + std::to_string(cursor.sequence) + ", but only " + std::to_string(told->last_sequence) + " are here");
    }
  return found;
}

std::vector<std::string> damages(Db& db) {
  std::vector<std::string> found;
  try {
    for (const auto& [line] : db.all<std::string>("PRAGMA integrity_check(" + std::to_string(damages_told) + ")"))
      if (line != "ok") found.push_back(line);
    for (const auto& [table, parent] : db.all<std::string, std::string>("select distinct \"table\", parent from pragma_foreign_key_check limit 20"))
      found.push_back("a row of " + table + " names a row of " + parent + " that is not there");
  } catch (const std::exception& failure) {
    found.emplace_back(failure.what());
  }
  return found;
}

}  // namespace shopper::store
