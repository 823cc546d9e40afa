// Forward-only schema migrations, embedded at build time from store/migrations/*.sql.
#pragma once

#include <string>
#include <vector>

#include "platform/store/db.h"

namespace shopper::store {

struct Migration {
  std::string name;   // "0001_applications"
  std::string sql;
};

// Applies what is pending, all in one transaction. Throws when an applied migration has changed or the store is newer than the program.
void migrate(Db& db, const std::string& component, const std::vector<Migration>& migrations);

// The tables every store has: outbox, cursors, idempotency, audit.
std::vector<Migration> platform_migrations();

}  // namespace shopper::store
