#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "tools/floors/floors.h"

namespace shopper::floors {

namespace {

constexpr std::size_t log_bytes = 300;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalise {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalise>;

void check(sqlite3* database, int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(database));
}
Statement prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  check(database, sqlite3_prepare_v2(database, sql, -1, &statement, nullptr));
  return Statement(statement);
}
void insert(sqlite3* database, sqlite3_stmt* statement, const std::string& key, const std::string& value) {
  check(database, sqlite3_bind_text(statement, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC));
  check(database, sqlite3_bind_text(statement, 2, value.data(), static_cast<int>(value.size()), SQLITE_STATIC));
  check(database, sqlite3_step(statement));
  check(database, sqlite3_reset(statement));
}

}  // namespace

Floor measure_commit(int seconds, int group, const std::string& directory) {
  const auto path = (std::filesystem::path(directory) / "floor.db").string();
  sqlite3* opened = nullptr;
  const int code = sqlite3_open(path.c_str(), &opened);
  const Database database(opened);
  check(opened, code);
  const auto run = [&](const char* sql) { check(opened, sqlite3_exec(opened, sql, nullptr, nullptr, nullptr)); };
  run("pragma journal_mode=wal; pragma synchronous=full;"
      "create table thing (id text primary key, body text not null) strict, without rowid;"
      "create table log (number integer primary key, id text not null, record text not null) strict;");
  const auto thing = prepare(opened, "insert into thing (id, body) values (?, ?)");
  const auto log = prepare(opened, "insert into log (id, record) values (?, ?)");
  const std::string body(message_bytes, 'x'), record(log_bytes, 'x');
  std::uint64_t rows = 0;
  const auto before_s = cpu_s(RUSAGE_SELF);
  const auto started = std::chrono::steady_clock::now();
  const auto end = started + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < end) {
    run("begin immediate");
    for (int i = 0; i < group; ++i) {
      char key[37];
      std::snprintf(key, sizeof key, "01234567-89ab-7cde-8000-%012llx", static_cast<unsigned long long>(++rows));
      insert(opened, thing.get(), key, body);
      insert(opened, log.get(), key, record);
    }
    run("commit");
  }
  const auto elapsed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto done = static_cast<double>(rows);
  return {done / elapsed_s, (cpu_s(RUSAGE_SELF) - before_s) * 1e6 / done};
}

}  // namespace shopper::floors
