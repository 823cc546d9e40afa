#include "platform/store/db.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

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

void load(Buffer& buffer, const Value& value) {
  buffer.indicator = soci::i_ok;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) buffer.integer = *integer;
  else if (const auto* real = std::get_if<double>(&value)) buffer.real = *real;
  else if (const auto* text = std::get_if<std::string>(&value)) buffer.text = *text;
  else buffer.indicator = soci::i_null;
}

char signature(const Value& value) {
  switch (value.index()) {
    case 1: return 'i';
    case 2: return 'r';
    default: return 't';
  }
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

// One statement for each text and kinds of parameters.
std::string cache_key(const std::string& sql, const std::vector<Value>& parameters) {
  std::string key = sql;
  key += '\n';
  for (const auto& parameter : parameters) key += signature(parameter);
  return key;
}

}  // namespace

struct Db::Session {
  soci::session soci;
  sqlite3* handle() { return static_cast<soci::sqlite3_session_backend*>(soci.get_backend())->conn_; }
};

struct Db::Prepared {
  explicit Prepared(soci::session& session) : statement(session) {}
  std::deque<Buffer> parameters;
  std::deque<Buffer> columns;
  std::vector<Value> row;
  soci::statement statement;
};

void Db::fail(const std::string& what, int sqlite_code) {
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
  guarded([&] { session_->soci.open(soci::sqlite3, "db=" + path_ + " timeout=5" + (access == Access::read_only ? " readonly=1" : "")); });
  sqlite3_extended_result_codes(session_->handle(), 1);
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

void Db::script(const std::string& sql) {
  char* message = nullptr;
  if (const int code = sqlite3_exec(session_->handle(), sql.c_str(), nullptr, nullptr, &message); code != SQLITE_OK) {
    const std::string text = message ? message : "unknown";
    sqlite3_free(message);
    fail(text, code);
  }
}

void Db::abandon() noexcept {
  cache_.clear();
  if (sqlite3_get_autocommit(session_->handle()) == 0) sqlite3_exec(session_->handle(), "rollback", nullptr, nullptr, nullptr);
  failed_.reset();
}

Db::Prepared& Db::prepared(const std::string& key, const std::string& sql, const std::vector<Value>& parameters, const std::vector<Kind>& kinds) {
  if (failed_) throw StorageFailure("store " + path_ + ": given up after a failure of the storage", *failed_);
  auto& slot = cache_[key];
  if (!slot) {
    auto fresh = std::make_unique<Prepared>(session_->soci);
    for (const auto& parameter : parameters) {
      auto& buffer = fresh->parameters.emplace_back();
      switch (signature(parameter)) {
        case 'i': fresh->statement.exchange(soci::use(buffer.integer, buffer.indicator)); break;
        case 'r': fresh->statement.exchange(soci::use(buffer.real, buffer.indicator)); break;
        default: fresh->statement.exchange(soci::use(buffer.text, buffer.indicator));
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
    fresh->statement.prepare(sql);
    fresh->statement.define_and_bind();
    slot = std::move(fresh);
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) load(slot->parameters[i], parameters[i]);
  return *slot;
}

Vault& Db::vault() {
  if (!vault_) throw std::logic_error("the store " + path_ + " was opened without service keys");
  return *vault_;
}

void Db::use_keys(std::shared_ptr<const crypto::ServiceKeys> keys, const std::string& service) { vault_ = std::make_unique<Vault>(*this, std::move(keys), service); }

void Db::seal_columns(const char* table, const std::vector<const char*>& columns, const std::string& owner, std::vector<Value>& values) {
  const auto row_id = std::get<std::string>(values.front());
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i])
      if (auto* text = std::get_if<std::string>(&values[i])) *text = vault().seal(owner, {table, columns[i], row_id}, *text);
}

void Db::open_columns(const char* table, const std::vector<const char*>& columns, std::vector<Value>& values) {
  const auto row_id = std::get<std::string>(values.front());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i]) continue;
    if (const auto* text = std::get_if<std::string>(&values[i])) {
      auto opened = vault().open({table, columns[i], row_id}, *text);
      values[i] = opened ? Value(std::move(*opened)) : Value{};
    }
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

std::int64_t Db::execute(const std::string& sql, const std::vector<Value>& parameters) {
  return guarded([&] {
    auto& statement = prepared(cache_key(sql, parameters), sql, parameters, {}).statement;
    statement.execute(true);
    return statement.get_affected_rows();
  });
}

void Db::query(const std::string& sql, const std::vector<Value>& parameters, const std::vector<Kind>& kinds,
               const std::function<void(std::span<const Value>)>& row) {
  const auto key = cache_key(sql, parameters);
  try {
    auto& prepared_statement = guarded([&]() -> Prepared& { return prepared(key, sql, parameters, kinds); });
    auto& statement = prepared_statement.statement;
    // Every result is read to its end, so that no statement keeps a read transaction open.
    for (bool more = guarded([&] { return statement.execute(true); }); more; more = guarded([&] { return statement.fetch(); })) {
      for (std::size_t i = 0; i < kinds.size(); ++i) {
        auto& buffer = prepared_statement.columns[i];
        auto& value = prepared_statement.row[i];
        if (buffer.indicator == soci::i_null) value = std::monostate{};
        else if (kinds[i] == Kind::integer) value = static_cast<std::int64_t>(buffer.integer);
        else if (kinds[i] == Kind::real) value = buffer.real;
        else value = buffer.text;
      }
      row(prepared_statement.row);
    }
  } catch (...) {
    cache_.erase(key);   // one that was not read to its end would hold its snapshot
    throw;
  }
}

}  // namespace shopper::store
