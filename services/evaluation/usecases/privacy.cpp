#include "evaluation/usecases/privacy.h"

#include <filesystem>

#include "evaluation/usecases/evidence_files.h"
#include "platform/log/log.h"

namespace shopper::evaluation {
namespace {

constexpr int exported_max = 200;   // of each kind, the newest; more are read page by page (docs/LIMITS.md)
constexpr int orphans_at_once = 100;

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

Result<Done> remove_orphaned_evidence(const Context& context, Unit& unit) {
  for (const auto& sha256 : stored::orphaned_evidence(unit.db, orphans_at_once)) {
    if (!stored::evidence_used(unit.db, sha256)) {
      std::error_code failure;
      std::filesystem::remove(evidence_path(context.evidence_directory, sha256), failure);
      if (failure) continue;   // tried again
    }
    stored::forget_orphan(unit.db, sha256);
  }
  return Done{};
}

Result<Done> remove_interrupted_uploads(const Context& context, Unit& unit) {
  constexpr std::size_t sha256_digits = 64;
  for (const auto& left : interrupted_files(context.evidence_directory)) {
    const auto sha256 = std::filesystem::path(left).filename().string().substr(0, sha256_digits);
    std::error_code failure;
    if (sha256.size() == sha256_digits && !stored::evidence_used(unit.db, sha256)) std::filesystem::remove(evidence_path(context.evidence_directory, sha256), failure);
    if (!failure) std::filesystem::remove(left, failure);
    if (failure) log::warn("an interrupted upload was not removed", {{"reason", failure.message()}});
  }
  return Done{};
}

}  // namespace shopper::evaluation
