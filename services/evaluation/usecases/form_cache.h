// Published forms, compiled once: the hot path neither reads nor parses a definition.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "evaluation/domain/compiled_form.h"
#include "platform/store/db.h"

namespace shopper::evaluation {

struct UsableForm {
  std::int64_t form_version = 0;
  std::shared_ptr<const domain::CompiledForm> form;
};

// Thread-safe.
class FormCache {
 public:
  // The published version asked for, or (0) the newest one.
  std::optional<UsableForm> find(store::Db& db, const std::string& form_id, std::int64_t form_version);

 private:
  // By row id and row version: what a rolled-back publication left here can never be found again.
  using Key = std::pair<std::string, std::int64_t>;
  static constexpr std::size_t max_forms = 64;
  std::mutex mutex_;
  std::map<Key, std::shared_ptr<const domain::CompiledForm>> compiled_;
};

}  // namespace shopper::evaluation
