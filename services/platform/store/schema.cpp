#include "platform/store/schema.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "platform/crypto/hash.h"
#include "platform/fault/fail_point.h"

namespace shopper::store {
namespace {

constexpr const char* platform = "platform";
constexpr auto lock_patience = std::chrono::milliseconds(200);
constexpr auto lock_retry = std::chrono::milliseconds(10);

SchemaRefusal newer(const std::string& path, const std::string& step) {
  return {"STORE_NEWER", {"المخزن " + path + " أحدث من هذا البرنامج (" + step + ")", "the store " + path + " is newer than this program, which does not know " + step}};
}
SchemaRefusal changed(const std::string& path, const std::string& step) {
  return {"MIGRATION_CHANGED", {"تغيّرت خطوة الترحيل " + step + " بعد تطبيقها على " + path, "migration " + step + " was changed after it had been applied to " + path}};
}
SchemaRefusal damaged(const std::string& path, const std::string& reason) {
  return {"STORE_DAMAGED", {"المخزن " + path + " تالف: " + reason, "the store " + path + " is damaged: " + reason + "; restore the backup"}};
}
SchemaRefusal foreign(const std::string& path, const std::string& whose) {
  return {"STORE_OF_ANOTHER", {"المخزن " + path + " ليس لهذه الخدمة بل لـ: " + whose, "the store " + path + " is not this service's, but of: " + whose}};
}
SchemaRefusal not_ours(const std::string& path) {
  return {"STORE_OF_ANOTHER_USER", {"المخزن " + path + " لمستخدم آخر؛ نفّذ الأمر باسمه", "the store " + path + " belongs to another user; run this as that user, or its service cannot open what is made beside it"}};
}

bool has_table(Db& db) { return db.one<std::int64_t>("select count(*) from sqlite_master where type = 'table' and name = 'schema_migration'") > 0; }

std::vector<std::tuple<std::string, std::string>> applied_of(Db& db, const std::string& component) {
  return db.all<std::string, std::string>("select name, sha256 from schema_migration where component = :c order by name", {component});
}

// How many of `migrations` are applied; refuses what this program cannot go on from.
std::size_t known(const std::vector<std::tuple<std::string, std::string>>& applied, const std::string& path, const std::string& component, const std::vector<Migration>& migrations) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const auto& [name, hash] = applied[i];
    if (std::none_of(migrations.begin(), migrations.end(), [&](const auto& migration) { return migration.name == name; })) throw newer(path, component + "/" + name);
    if (name != migrations[i].name || hash != crypto::sha256_hex(migrations[i].sql)) throw changed(path, migrations[i].name);
  }
  return applied.size();
}

void check_owner(Db& db, const std::string& component) {
  std::string others;
  for (const auto& [other] : db.all<std::string>("select distinct component from schema_migration where component not in (:p, :c)", {platform, component})) others += (others.empty() ? "" : ", ") + other;
  if (!others.empty()) throw foreign(db.path(), others);
}

void check_whole(Db& db) {
  if (const auto found = db.one<std::string>("PRAGMA quick_check(1)"); found != "ok") throw damaged(db.path(), found.value_or("it cannot be read"));
}

// Of one component: told in `outlook`.
void look_at(Db& db, const std::string& component, const std::vector<Migration>& migrations, Outlook& outlook) {
  const auto count = has_table(db) ? known(applied_of(db, component), db.path(), component, migrations) : 0;
  for (std::size_t i = 0; i < migrations.size(); ++i) (i < count ? outlook.applied : outlook.pending).push_back(component + "/" + migrations[i].name);
}

Outlook look(Db& db, const std::string& component, const std::vector<Migration>& migrations) {
  Outlook outlook;
  outlook.exists = true;
  check_whole(db);
  if (has_table(db)) check_owner(db, component);
  look_at(db, platform, platform_migrations(), outlook);
  look_at(db, component, migrations, outlook);
  return outlook;
}

// False when there is nothing yet.
bool is_there(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || status.st_size == 0) return false;
  if (status.st_uid != ::geteuid()) throw not_ours(path);
  return true;
}

bool is_used(const std::string& path) {
  const int fd = ::open((path + ".lock").c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  const bool free = ::flock(fd, LOCK_SH | LOCK_NB) == 0;
  ::close(fd);
  return !free;
}

Outlook nothing_yet(const std::string& component, const std::vector<Migration>& migrations) {
  Outlook outlook;
  for (const auto& migration : platform_migrations()) outlook.pending.push_back(std::string(platform) + "/" + migration.name);
  for (const auto& migration : migrations) outlook.pending.push_back(component + "/" + migration.name);
  return outlook;
}

template <class F>
auto telling_damage(const std::string& path, F&& work) {
  try {
    return work();
  } catch (const StorageFailure& failure) {
    if (failure.trouble() == StorageTrouble::damaged) throw damaged(path, failure.what());
    throw;
  }
}

struct Lock {
  explicit Lock(const std::string& path) : fd(lock_store(path)) {}
  ~Lock() { ::close(fd); }
  Lock(const Lock&) = delete;
  const int fd;
};

}  // namespace

SchemaRefusal store_in_use(const std::string& path) {
  return {"STORE_IN_USE", {"عملية أخرى تستخدم المخزن " + path, "another process already uses the store " + path}};
}

std::string store_path(const std::string& url) {
  constexpr std::string_view scheme = "sqlite://";
  if (!url.starts_with(scheme)) throw std::runtime_error("the store URL must start with sqlite:// , not: " + url);
  return url.substr(scheme.size());
}

int lock_store(const std::string& path) {
  const auto lock_path = path + ".lock";
  const int fd = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot open " + lock_path + ": " + std::strerror(errno));
  const auto end = std::chrono::steady_clock::now() + lock_patience;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() > end) {
      ::close(fd);
      throw store_in_use(path);
    }
    std::this_thread::sleep_for(lock_retry);
  }
  return fd;
}

void migrate(Db& db, const std::string& component, const std::vector<Migration>& migrations, const StepApplied& applied) {
  db.script("create table if not exists schema_migration (component text not null, name text not null, sha256 text not null, "
            "primary key (component, name)) strict");
  db.script("begin immediate");
  try {
    check_owner(db, component);
    const std::pair<std::string, std::vector<Migration>> parts[] = {{platform, platform_migrations()}, {component, migrations}};
    std::vector<std::string> steps;
    for (const auto& [part, all] : parts)
      for (std::size_t i = known(applied_of(db, part), db.path(), part, all); i < all.size(); ++i) {
        fault::fail_point("migration.begun", all[i].name);
        db.script(all[i].sql);
        fault::fail_point("migration.applied", all[i].name);
        db.execute("insert into schema_migration (component, name, sha256) values (:c, :n, :h)", {part, all[i].name, crypto::sha256_hex(all[i].sql)});
        steps.push_back(part + "/" + all[i].name);
      }
    fault::fail_point("migration.committing", component);
    db.script("commit");
    fault::fail_point("migration.committed", component);
    // Only now is it true.
    for (const auto& step : steps) applied(step);
  } catch (...) {
    db.abandon();
    throw;
  }
}

Outlook look_at_schema(const std::string& url, const std::string& component, const std::vector<Migration>& migrations) {
  const auto path = store_path(url);
  if (!is_there(path)) return nothing_yet(component, migrations);
  auto outlook = telling_damage(path, [&] {
    Db db(url, Access::read_only);
    return look(db, component, migrations);
  });
  outlook.in_use = is_used(path);
  return outlook;
}

Outlook migrate_schema(const std::string& url, const std::string& component, const std::vector<Migration>& migrations, const StepApplied& applied) {
  const auto path = store_path(url);
  const bool exists = is_there(path);
  if (const auto parent = std::filesystem::path(path).parent_path(); !parent.empty()) std::filesystem::create_directories(parent);
  const Lock lock(path);
  return telling_damage(path, [&] {
    Outlook before = nothing_yet(component, migrations);
    Db db(url, Access::read_write);
    if (exists) before = look(db, component, migrations);
    migrate(db, component, migrations, applied);
    return before;
  });
}

}  // namespace shopper::store
