#include "platform/store/migrations.h"

#include "platform/store/schema.h"

namespace shopper::store {

void migrate(Db& db, const std::string& component, const std::vector<Migration>& migrations) {
  migrate(db, component, migrations, [](const std::string&) {});
}

namespace generated {
std::vector<Migration> migrations();
}
std::vector<Migration> platform_migrations() { return generated::migrations(); }

}  // namespace shopper::store
