#include "platform/usecase/erasure.h"

namespace shopper {

SubjectErased tell_erasure(Unit& unit, SubjectErased news, const std::string& service, std::vector<ErasureItem> items) {
  news.service = service;
  news.items = std::move(items);
  news.sha256 = store::hash_of(news.items);
  unit.audit("SubjectErased", news.erasure_id, unit.now, service, news.sha256);
  unit.emit(subject_erased_event, news.erasure_id, news);
  return news;
}

}  // namespace shopper
