#include "platform/store/migrations.h"

#include <stdexcept>

#include "platform/crypto/hash.h"

namespace shopper::store {

void migrate(Db& db, const std::string& component, const std::vector<Migration>& migrations) {
  db.script("create table if not exists schema_migration (component text not null, name text not null, sha256 text not null, "
            "primary key (component, name)) strict");
  db.script("begin immediate");
  try {
    const auto applied = db.all<std::string, std::string>("select name, sha256 from schema_migration where component = :c order by name", {component});
    if (applied.size() > migrations.size()) throw std::runtime_error("the store " + db.path() + " is newer than this program");
    for (std::size_t i = 0; i < migrations.size(); ++i) {
      const auto& migration = migrations[i];
      const auto hash = crypto::sha256_hex(migration.sql);
      if (i < applied.size()) {
        if (std::get<0>(applied[i]) != migration.name || std::get<1>(applied[i]) != hash)
          throw std::runtime_error("migration " + migration.name + " was changed after it had been applied to " + db.path());
        continue;
      }
      db.script(migration.sql);
      db.execute("insert into schema_migration (component, name, sha256) values (:c, :n, :h)", {component, migration.name, hash});
    }
    db.script("commit");
  } catch (...) {
    db.abandon();
    throw;
  }
}

}  // namespace shopper::store

namespace shopper::store {
namespace generated {
std::vector<Migration> migrations();
}
std::vector<Migration> platform_migrations() { return generated::migrations(); }
}  // namespace shopper::store
