#include "recommendation/usecases/recommendations.h"

namespace shopper::recommendation {
namespace {

// Events (docs/EVENTS.md).
struct AppealFiled {
  std::string appeal_id;
  std::string evaluation_id;
  std::string programme_id;
  SHOPPER_FIELDS(AppealFiled, appeal_id, evaluation_id, programme_id)
};
struct AppealDecided {
  std::string appeal_id;
  std::string evaluation_id;
  std::string programme_id;
  std::string outcome;
  std::map<std::string, std::string> corrections;
  SHOPPER_FIELDS(AppealDecided, appeal_id, evaluation_id, programme_id, outcome, corrections)
};

}  // namespace

Result<ResultAppeal> file_appeal(Unit& unit, const FileAppeal& input) {
  const auto fact = unit.db.find<Fact>("evaluation_id = :e", {input.evaluation_id});
  const bool known = fact && confined_entity(unit.actor, fact->entity_id).ok() && (fact->shown != Detail::withheld || !is_outsider(unit.actor));
  if (!known) return errors::not_found(input.evaluation_id);
  FieldErrors errors;
  errors.check(!input.grounds.empty() && input.grounds.size() <= 4000, "/grounds", "LENGTH", {"يلزم نص من 1 إلى 4000 بايت", "A text of 1 to 4000 bytes is needed"});
  SHOPPER_CHECK(errors.result());
  if (fact->annulled) return conflict("RESULT_ANNULLED", {"أُلغي هذا التقييم", "This evaluation was annulled"});
  if (unit.db.find<ResultAppeal>("evaluation_id = :e", {input.evaluation_id}))
    return conflict("APPEAL_EXISTS", {"سبق التظلم من هذا التقييم", "This evaluation was already appealed against"});
  if (fact->locked) return conflict("RESULT_LOCKED", {"هذا التقييم مقفل ونهائي", "This evaluation is locked and final"});
  ResultAppeal appeal;
  appeal.id = unit.new_id();
  appeal.evaluation_id = fact->evaluation_id;
  appeal.programme_id = fact->programme_id;
  appeal.entity_id = fact->entity_id;
  appeal.grounds = input.grounds;
  appeal.filed_at = unit.now;
  unit.db.insert(appeal);
  unit.emit("appeal.filed", appeal.id, AppealFiled{appeal.id, appeal.evaluation_id, appeal.programme_id});
  return appeal;
}

Result<Page<ResultAppeal>> list_appeals_page(Unit& unit, const ListAppeals& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, ""));
  const int limit = page_limit(input.limit);
  auto page = make_page(list_appeals(unit.db, input.programme_id, entity_id, input.state, input.cursor, limit + 1), limit, [](const ResultAppeal& last) { return last.id; });
  // What exactly was answered may be a time; the entity sees what was corrected, and the new scores.
  if (is_outsider(unit.actor))
    for (auto& appeal : page.items)
      for (auto& [question, raw] : appeal.corrections) raw.clear();
  std::erase_if(page.items, [&](const ResultAppeal& item) { return !acts_in_programme(unit.actor, item.programme_id); });
  return page;
}

Result<ResultAppeal> decide_appeal(Unit& unit, const DecideAppeal& input) {
  auto appeal = unit.db.find<ResultAppeal>("id = :i", {input.id});
  if (!appeal || !unit.actor.acts_in("analyst", appeal->programme_id)) return errors::not_found(input.id);
  SHOPPER_CHECK(expect_version(appeal->version, input.expected_version));
  if (appeal->state != ResultAppealState::open) return errors::wrong_state(std::string(to_string(appeal->state)), {});
  FieldErrors errors;
  errors.check(input.outcome != ResultAppealState::open, "/outcome", "REQUIRED", {"upheld أو amended أو annulled", "upheld, amended or annulled"});
  errors.check(!input.reason.empty(), "/reason", "REQUIRED", {"السبب مطلوب", "A reason is required"});
  errors.check((input.outcome == ResultAppealState::amended) == !input.corrections.empty(), "/corrections", "CORRECTIONS_MISMATCH",
               {"التصحيحات للتعديل وحده، ويلزم واحد منها على الأقل", "Corrections go with an amendment alone, and it needs one at least"});
  SHOPPER_CHECK(errors.result());
  appeal->state = input.outcome;
  appeal->decision_reason = input.reason;
  appeal->corrections = input.corrections;
  appeal->decided_at = unit.now;
  appeal->refusal.clear();
  ++appeal->version;
  unit.db.update(*appeal);
  unit.emit("appeal.decided", appeal->id,
            AppealDecided{appeal->id, appeal->evaluation_id, appeal->programme_id, std::string(to_string(appeal->state)), appeal->corrections});
  return std::move(*appeal);
}

}  // namespace shopper::recommendation
