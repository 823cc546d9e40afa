// A store's schema by itself, while no service runs on it: what is applied, what this program would apply, and doing so. It is what a service
// does at its start, in the same code.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/base/text.h"
#include "platform/store/migrations.h"

namespace shopper::store {

// Why a store is not opened, or not migrated: for operators, who can act on it.
class SchemaRefusal : public std::runtime_error {
 public:
  SchemaRefusal(std::string code, Text text) : std::runtime_error(code + ": " + text.en), code_(std::move(code)), text_(std::move(text)) {}
  const std::string& code() const { return code_; }
  const Text& text() const { return text_; }

 private:
  std::string code_;
  Text text_;
};

// Steps are named "component/0001_name".
using StepApplied = std::function<void(const std::string& step)>;

struct Outlook {
  bool exists = false;                  // the file, with something in it
  bool in_use = false;                  // a service runs on it
  std::vector<std::string> applied;
  std::vector<std::string> pending;     // what this program would apply
};

SchemaRefusal store_in_use(const std::string& path);

// Where the store of that URL lies; throws std::runtime_error when the URL is none of ours.
std::string store_path(const std::string& url);

// The lock that keeps a second process away, as a file descriptor; throws SchemaRefusal STORE_IN_USE. Tried for a moment: somebody may just be
// looking at the schema.
int lock_store(const std::string& path);

// Applies what is pending of the platform's schema and of the service's own, all in one transaction. Throws SchemaRefusal.
void migrate(Db& db, const std::string& component, const std::vector<Migration>& migrations, const StepApplied& applied);

// Changes nothing, and disturbs no service that runs on it. Throws SchemaRefusal.
Outlook look_at_schema(const std::string& url, const std::string& component, const std::vector<Migration>& migrations);
// Applies what is pending; gives what was there before. Throws SchemaRefusal.
Outlook migrate_schema(const std::string& url, const std::string& component, const std::vector<Migration>& migrations, const StepApplied& applied);

}  // namespace shopper::store
