#include "platform/crypto/hash.h"
#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {
namespace {

Result<Done> check_findings(Unit& unit, const RecommendationDetails& details, const std::string& programme_id, const std::string& entity_id) {
  SHOPPER_CHECK(check_recommendation(details));
  FieldErrors errors;
  for (std::size_t i = 0; i < details.finding_ids.size(); ++i) {
    const auto finding = unit.db.find<Finding>("id = :i", {details.finding_ids[i]});
    errors.check(finding && finding->programme_id == programme_id && finding->entity_id == entity_id, "/finding_ids/" + std::to_string(i), "FINDING_UNKNOWN",
                 {"ليست نتيجة لهذه الجهة في البرنامج", "This is not a finding about the entity in the programme"});
  }
  return errors.result();
}

}  // namespace

Result<RecommendationView> put_recommendation(Unit& unit, const PutRecommendation& input) {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  if (!unit.actor.acts_in("analyst", input.programme_id)) return errors::not_found(input.programme_id);
  if (auto existing = unit.db.find<RecommendationItem>("id = :i", {input.id})) {
    if (!unit.actor.acts_in("analyst", existing->programme_id)) return errors::not_found(input.id);
    if (codec::to_json(existing->details()) == codec::to_json<RecommendationDetails>(input) && existing->entity_id == input.entity_id) return view_of(std::move(*existing));
    return conflict("RECOMMENDATION_DIFFERS", {"توجد توصية بهذا المعرّف ومحتوى آخر؛ استعمل PATCH", "This id has a recommendation with other content; use PATCH"});
  }
  if (!unit.db.find<Entity>("entity_id = :e", {input.entity_id})) {
    FieldErrors errors;
    errors.add("/entity_id", "ENTITY_UNKNOWN", {"جهة غير معروفة", "This entity is not known"});
    return errors.result().error();
  }
  SHOPPER_CHECK(check_findings(unit, input, input.programme_id, input.entity_id));
  RecommendationItem item;
  item.details() = input;
  item.id = input.id;
  item.programme_id = input.programme_id;
  item.entity_id = input.entity_id;
  item.author = unit.actor.subject;
  item.created_at = item.updated_at = unit.now;
  item.history.push_back({unit.now, item.state, unit.actor.subject, ""});
  unit.db.insert(item);
  return view_of(std::move(item));
}

Result<RecommendationView> patch_recommendation(Unit& unit, const PatchRecommendation& input) {
  SHOPPER_TRY(auto item, begin_action(unit, input.id, input.expected_version, RecommendationCommand::change, ""));
  // An edit is no step, but what others than the author wrote must not be issued by them.
  if (item.author == unit.actor.subject) item.history.pop_back();
  apply_changes(item.details(), input.changes, input.changed_fields);
  SHOPPER_CHECK(check_findings(unit, item, item.programme_id, item.entity_id));
  return save(unit, std::move(item));
}

}  // namespace shopper::recommendation
