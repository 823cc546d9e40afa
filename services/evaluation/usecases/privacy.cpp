#include "evaluation/usecases/privacy.h"

namespace shopper::evaluation {
namespace {

constexpr int exported_max = 200;   // of each kind, the newest; more are read page by page (docs/LIMITS.md)

struct OwnData {
  std::string service = "evaluation";
  std::string subject;
  Instant at;
  std::vector<domain::Member> memberships;
  std::vector<domain::Assignment> assignments;
  std::vector<domain::Evaluation> evaluations;
  std::vector<domain::Suggestion> suggestions;
  std::vector<domain::Recognition> recognitions;
  SHOPPER_FIELDS(OwnData, service, subject, at, memberships, assignments, evaluations, suggestions, recognitions)
};

}  // namespace

Result<Document> export_own_data(Unit& unit, const ExportOwnData&) {
  OwnData data;
  data.subject = unit.actor.subject;
  data.at = unit.now;
  data.memberships = stored::memberships_of(unit.db, data.subject);
  data.assignments = stored::assignments_of(unit.db, data.subject, exported_max);
  stored::EvaluationFilter own;
  own.shopper = data.subject;
  data.evaluations = stored::evaluations(unit.db, own, "", exported_max);
  for (auto& evaluation : data.evaluations) evaluation.result_id.clear();   // the entity's name for it
  data.suggestions = stored::suggestions(unit.db, "", "", data.subject, "", exported_max);
  data.recognitions = stored::recognitions_of(unit.db, data.subject);
  return Document{"application/json", codec::dump(data), "evaluation.json", 0};
}

Result<Done> erase_subject(Unit& unit, const Event& event) {
  const auto news = event.as<SubjectErased>();
  std::vector<ErasureItem> items;
  if (news.whole_person) {
    items = stored::unlink_shopper(unit.db, news.subject, store::nobody(news.erasure_id));
    for (auto& item : store::erase_answers(unit.db, news.subject, unit.now)) items.push_back(std::move(item));
  }
  tell_erasure(unit, news, "evaluation", std::move(items));
  return Done{};
}

}  // namespace shopper::evaluation
