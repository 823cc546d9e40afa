#include "evaluation/usecases/form_cache.h"

#include "evaluation/store/evaluation_store.h"

namespace shopper::evaluation {

std::optional<UsableForm> FormCache::find(store::Db& db, const std::string& form_id, std::int64_t form_version) {
  if (form_id.empty()) return std::nullopt;
  const auto published = stored::published_form(db, form_id, form_version);
  if (!published) return std::nullopt;
  const Key key{published->id, published->row_version};
  {
    std::lock_guard lock(mutex_);
    if (const auto found = compiled_.find(key); found != compiled_.end()) return UsableForm{published->form_version, found->second};
  }
  auto form = std::make_shared<const domain::CompiledForm>(stored::form_definition(db, published->id));
  std::lock_guard lock(mutex_);
  if (compiled_.size() >= max_forms) compiled_.clear();
  compiled_[key] = form;
  return UsableForm{published->form_version, std::move(form)};
}

}  // namespace shopper::evaluation
