#include "platform/store/db.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace shopper::store {
using namespace sqlite_api;   // where SOCI puts the SQLite C API
namespace {

// What a SOCI statement reads from or writes to; it must not move while the statement lives.
struct Buffer {
  long long integer = 0;
  double real = 0;
  std::string text;
  soci::indicator indicator = soci::i_ok;
};

// Takes a text out of the value, for the buffer's old one.
void load(Buffer& buffer, Value& value) {
  buffer.indicator = value.is_null() ? soci::i_null : soci::i_ok;
  if (value.is_null()) return;
  switch (value.kind()) {
    case Kind::integer: buffer.integer = value.integer(); break;
    case Kind::real: buffer.real = value.real(); break;
    case Kind::text: buffer.text.swap(value.text()); break;
  }
}

void store_in(Value& value, const Buffer& buffer, Kind kind) {
  if (buffer.indicator == soci::i_null) value = {};
  else if (kind == Kind::integer) value = static_cast<std::int64_t>(buffer.integer);
  else if (kind == Kind::real) value = buffer.real;
  else value = buffer.text;
}

// Once for each connection; the order matters: busy_timeout first, so that the switch to WAL can wait (libraries.md). A new file switches in a
// transaction with a rollback journal, whose end is made durable too (EXTRA): a journal that comes back after a power cut would undo the switch,
// and with it everything that was committed since. In WAL mode FULL is as much.
constexpr const char* writer_pragmas =
    "PRAGMA busy_timeout=5000; PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
    "PRAGMA secure_delete=ON;"   // what is deleted is overwritten, on every build of SQLite
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000; PRAGMA journal_size_limit=67108864; PRAGMA mmap_size=0;";
// Readers never write and never checkpoint: SQLite 3.40.1 has the WAL-reset bug (libraries.md, finding 9).
constexpr const char* reader_pragmas =
    "PRAGMA busy_timeout=5000; PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-2000; PRAGMA mmap_size=0;";

// Some 0.1 ms between two looks whether a read is still wanted; what looking costs does not show.
constexpr int steps_between_looks = 10'000;

std::string sqlite_path(const std::string& url) {
  constexpr std::string_view scheme = "sqlite://";
  if (!url.starts_with(scheme)) throw std::runtime_error("store URL must start with sqlite:// : " + url);
  return url.substr(scheme.size());
}

// SOCI adds the values of a statement's parameters to its message; they may be personal, and messages go to the log.
std::string without_values(const std::exception& failure) {
  const std::string_view message = failure.what();
  return std::string(message.substr(0, message.find(" with :")));
}

// SQLite takes an absent parameter for null and an unread column for unwanted, and answers something else than was asked.
void expect_as_many(sqlite3_stmt* statement, std::size_t parameters, std::size_t columns) {
  const auto placeholders = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
  const auto results = static_cast<std::size_t>(sqlite3_column_count(statement));
  if (placeholders != parameters) throw std::logic_error("a statement with " + std::to_string(placeholders) + " placeholders was given " + std::to_string(parameters) + " values: " + sqlite3_sql(statement));
  if (results < columns) throw std::logic_error("a statement of " + std::to_string(results) + " columns is read as " + std::to_string(columns) + ": " + sqlite3_sql(statement));
}

// A connection is used by one thread at a time, so SQLite's own locks guard nothing; nor is its count of bytes asked for.
void configure_sqlite() {
  static const bool once = [] {
    // Refused when SQLite was started already (a test's file system is registered before): then it is only slower.
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  (void)once;
}

}  // namespace

struct Db::Session {
  soci::session soci;
  sqlite3* handle() { return static_cast<soci::sqlite3_session_backend*>(soci.get_backend())->conn_; }
  Prepared* preparing = nullptr;
  // SQLite asks while it prepares a statement, also for what triggers and foreign keys will do.
  static int authorise(void* self, int action, const char* first, const char*, const char*, const char*);
};

struct Db::Prepared {
  explicit Prepared(soci::session& session) : statement(session) {}
  std::deque<Buffer> parameters;
  std::deque<Buffer> columns;
  std::vector<Value> row;
  std::vector<Kind> kinds;            // of the parameters
  std::vector<std::string> written;   // tables
  bool rolls_back = false;
  bool unnoted = false;               // there was no memory for the above
  soci::statement statement;
};

int Db::Session::authorise(void* self, int action, const char* first, const char*, const char*, const char*) {
  auto* statement = static_cast<Session*>(self)->preparing;
  if (!statement) return SQLITE_OK;
  // Nothing may be thrown through SQLite: it would stay locked for ever.
  try {
    switch (action) {
      case SQLITE_INSERT:
      case SQLITE_UPDATE:
      case SQLITE_DELETE: statement->written.emplace_back(first); break;
      case SQLITE_TRANSACTION:
      case SQLITE_SAVEPOINT: statement->rolls_back = statement->rolls_back || std::string_view(first) == "ROLLBACK"; break;
      default: break;
    }
    return SQLITE_OK;
  } catch (const std::bad_alloc&) {
    statement->unnoted = true;
    return SQLITE_DENY;
  }
}

void Db::stop_when(std::function<bool()> enough) {
  if (access_ != Access::read_only) throw std::logic_error("the writer of " + path_ + " is not to be stopped");
  enough_ = std::move(enough);
  using Ask = int (*)(void*);
  const Ask ask = [](void* self) { return static_cast<Db*>(self)->enough_() ? 1 : 0; };
  sqlite3_progress_handler(session_->handle(), steps_between_looks, enough_ ? ask : nullptr, this);
}

void Db::check_wanted() const {
  if (enough_ && enough_()) throw QueryStopped("store " + path_ + ": nobody waits for the query any more");
}

void Db::fail(const std::string& what, int sqlite_code) {
  if (sqlite_code == SQLITE_INTERRUPT) throw QueryStopped("store " + path_ + ": " + what);
  if (const auto trouble = storage_trouble(sqlite_code)) {
    failed_ = trouble;
    throw StorageFailure("store " + path_ + ": " + what, *trouble);
  }
  throw std::runtime_error("store " + path_ + ": " + what);
}

template <class F>
decltype(auto) Db::guarded(F&& statement) {
  try {
    return statement();
  } catch (const soci::sqlite3_soci_error& failure) {
    fail(without_values(failure), failure.result());
  } catch (const soci::soci_error& failure) {
    fail(without_values(failure), SQLITE_ERROR);
  }
}

Db::Db(const std::string& url, Access access) : access_(access), path_(sqlite_path(url)), session_(std::make_unique<Session>()) {
  configure_sqlite();
  guarded([&] { session_->soci.open(soci::sqlite3, "db=" + path_ + " timeout=5" + (access == Access::read_only ? " readonly=1" : "")); });
  sqlite3_extended_result_codes(session_->handle(), 1);
  sqlite3_set_authorizer(session_->handle(), &Session::authorise, session_.get());
  sqlite3_db_config(session_->handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(session_->handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (access == Access::read_only) {
    sqlite3_db_config(session_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    script(reader_pragmas);
  } else {
    script(writer_pragmas);
    const auto mode = one<std::string>("PRAGMA journal_mode");
    const auto synchronous = one<std::int64_t>("PRAGMA synchronous");
    if (mode != "wal" || synchronous != 2) throw std::runtime_error("store " + path_ + " is not in WAL mode with synchronous=FULL");
  }
}

Db::~Db() { cache_.clear(); }

void* Db::connection() { return session_->handle(); }

void Db::script(const std::string& sql) {
  kept_.clear();
  kept_at_.clear();
  char* message = nullptr;
  if (const int code = sqlite3_exec(session_->handle(), sql.c_str(), nullptr, nullptr, &message); code != SQLITE_OK) {
    const std::string text = message ? message : "unknown";
    sqlite3_free(message);
    fail(text, code);
  }
}

void Db::abandon() noexcept {
  cache_.clear();
  kept_.clear();
  kept_at_.clear();
  if (sqlite3_get_autocommit(session_->handle()) == 0) sqlite3_exec(session_->handle(), "rollback", nullptr, nullptr, nullptr);
  failed_.reset();
}

Db::Prepared& Db::prepared(std::string_view sql, std::vector<Value>& parameters, const std::vector<Kind>& kinds) {
  if (failed_) throw StorageFailure("store " + path_ + ": given up after a failure of the storage", *failed_);
  auto found = cache_.find(sql);
  if (found == cache_.end()) found = cache_.try_emplace(std::string(sql)).first;
  const auto same_kinds = [&](const std::unique_ptr<Prepared>& one) {
    return std::equal(one->kinds.begin(), one->kinds.end(), parameters.begin(), parameters.end(), [](Kind kind, const Value& value) { return kind == value.kind(); });
  };
  auto slot = std::find_if(found->second.begin(), found->second.end(), same_kinds);
  if (slot == found->second.end()) {
    auto fresh = std::make_unique<Prepared>(session_->soci);
    for (const auto& parameter : parameters) {
      auto& buffer = fresh->parameters.emplace_back();
      switch (fresh->kinds.emplace_back(parameter.kind())) {
        case Kind::integer: fresh->statement.exchange(soci::use(buffer.integer, buffer.indicator)); break;
        case Kind::real: fresh->statement.exchange(soci::use(buffer.real, buffer.indicator)); break;
        case Kind::text: fresh->statement.exchange(soci::use(buffer.text, buffer.indicator)); break;
      }
    }
    for (const auto kind : kinds) {
      auto& buffer = fresh->columns.emplace_back();
      switch (kind) {
        case Kind::integer: fresh->statement.exchange(soci::into(buffer.integer, buffer.indicator)); break;
        case Kind::real: fresh->statement.exchange(soci::into(buffer.real, buffer.indicator)); break;
        case Kind::text: fresh->statement.exchange(soci::into(buffer.text, buffer.indicator)); break;
      }
    }
    fresh->row.resize(kinds.size());
    fresh->statement.alloc();
    session_->preparing = fresh.get();
    try {
      fresh->statement.prepare(found->first);
    } catch (...) {
      session_->preparing = nullptr;
      if (fresh->unnoted) throw std::bad_alloc();
      throw;
    }
    session_->preparing = nullptr;
    expect_as_many(static_cast<soci::sqlite3_statement_backend*>(fresh->statement.get_backend())->stmt_, parameters.size(), kinds.size());
    fresh->statement.define_and_bind();
    slot = found->second.insert(found->second.end(), std::move(fresh));
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) load((*slot)->parameters[i], parameters[i]);
  return **slot;
}

void Db::forget(const Prepared& statement) {
  if (statement.rolls_back) {
    kept_.clear();
    kept_at_.clear();   // a version that was taken back comes again
  }
  for (const auto& table : statement.written) kept_.erase(table);
}

std::string Db::keeping_key(const std::string& condition, const std::vector<Value>& parameters) {
  std::string key = condition;
  for (const auto& parameter : parameters) {
    key += '\n';
    if (parameter.is_null()) continue;
    key += static_cast<char>(parameter.kind());
    switch (parameter.kind()) {
      case Kind::integer: key += std::to_string(parameter.integer()); break;
      case Kind::real: key += codec::dump(parameter.real()); break;
      case Kind::text: key += std::to_string(parameter.text().size()) + ':' + parameter.text(); break;
    }
  }
  return key;
}

Vault& Db::vault() {
  if (!vault_) throw std::logic_error("the store " + path_ + " was opened without service keys");
  return *vault_;
}

void Db::use_keys(std::shared_ptr<const crypto::ServiceKeys> keys, const std::string& service) { vault_ = std::make_unique<Vault>(*this, std::move(keys), service); }

void Db::seal_columns(const char* table, const std::vector<const char*>& columns, const std::string& owner, std::vector<Value>& values) {
  const auto row_id = values.front().text();
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i] && values[i].is_text()) values[i] = vault().seal(owner, {table, columns[i], row_id}, values[i].text());
}

void Db::open_columns(const char* table, const std::vector<const char*>& columns, std::vector<Value>& values) {
  const auto row_id = values.front().text();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i] || !values[i].is_text()) continue;
    auto opened = vault().open({table, columns[i], row_id}, values[i].text());
    values[i] = opened ? Value(std::move(*opened)) : Value{};
  }
}

bool Db::truncate_log() {
  // A reader in the middle of its snapshot is not waited for: commands would wait with us.
  const struct Hurry {
    explicit Hurry(sqlite3* connection) : handle(connection) { sqlite3_busy_timeout(handle, 50); }
    ~Hurry() { sqlite3_busy_timeout(handle, 5000); }
    sqlite3* handle;
  } hurry(session_->handle());
  const bool done = one<std::int64_t>("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
  if (done) erased_ = false;
  return done;
}

std::int64_t Db::execute(std::string_view sql, std::vector<Value> parameters) {
  Prepared* used = nullptr;
  try {
    return guarded([&] {
      auto& prepared_statement = prepared(sql, parameters, {});
      used = &prepared_statement;
      forget(prepared_statement);
      prepared_statement.statement.execute(true);
      return prepared_statement.statement.get_affected_rows();
    });
  } catch (...) {
    // One that was not carried out to its end would hold its transaction.
    if (const auto found = cache_.find(sql); found != cache_.end()) std::erase_if(found->second, [&](const auto& one) { return one.get() == used; });
    throw;
  }
}

void Db::query(std::string_view sql, std::vector<Value> parameters, const std::vector<Kind>& kinds, const std::function<void(std::span<const Value>)>& row) {
  Prepared* used = nullptr;
  check_wanted();
  try {
    auto& prepared_statement = guarded([&]() -> Prepared& { return prepared(sql, parameters, kinds); });
    used = &prepared_statement;
    forget(prepared_statement);
    auto& statement = prepared_statement.statement;
    // Every result is read to its end, so that no statement keeps a read transaction open.
    for (bool more = guarded([&] { return statement.execute(true); }); more; more = guarded([&] { return statement.fetch(); })) {
      for (std::size_t i = 0; i < kinds.size(); ++i) store_in(prepared_statement.row[i], prepared_statement.columns[i], kinds[i]);
      row(prepared_statement.row);
    }
  } catch (...) {
    // One that was not read to its end would hold its snapshot.
    if (const auto found = cache_.find(sql); found != cache_.end()) std::erase_if(found->second, [&](const auto& one) { return one.get() == used; });
    throw;
  }
}

}  // namespace shopper::store
