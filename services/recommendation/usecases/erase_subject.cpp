#include "recommendation/usecases/erase_subject.h"

namespace shopper::recommendation {

Result<Done> erase_subject(Unit& unit, const Event& event) {
  const auto news = event.as<SubjectErased>();
  // Results come under pairwise pseudonyms that nobody here can trace back: what is kept is nobody's already.
  std::vector<ErasureItem> items{{"fact", ErasureAction::retained, 0, "PSEUDONYMS_WITHOUT_KEY"}};
  if (news.whole_person)
    for (auto& item : store::erase_answers(unit.db, news.subject, unit.now)) items.push_back(std::move(item));
  tell_erasure(unit, news, "recommendation", std::move(items));
  return Done{};
}

}  // namespace shopper::recommendation
