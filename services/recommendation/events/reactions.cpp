#include "recommendation/events/reactions.h"

#include "recommendation/usecases/analysis.h"
#include "recommendation/usecases/erase_subject.h"

namespace shopper::recommendation {
namespace {

struct RemeasurementPlanned {
  std::string recommendation_id;
  int missions = 0;
  SHOPPER_FIELDS(RemeasurementPlanned, recommendation_id, missions)
};
struct SuggestionRecorded {
  std::string suggestion_id;
  std::string programme_id;
  std::string entity_id;
  std::string service_id;
  std::string problem;
  std::string idea;
  SHOPPER_FIELDS(SuggestionRecorded, suggestion_id, programme_id, entity_id, service_id, problem, idea)
};
struct EvaluationAnnulled {
  std::string evaluation_id;
  int revision = 0;
  SHOPPER_FIELDS(EvaluationAnnulled, evaluation_id, revision)
};

struct EvaluationLocked {
  std::string evaluation_id;
  SHOPPER_FIELDS(EvaluationLocked, evaluation_id)
};
struct AppealRefused {
  std::string appeal_id;
  std::string refusal;
  SHOPPER_FIELDS(AppealRefused, appeal_id, refusal)
};

template <class T>
Result<Done> keep(Unit& unit, const Event& event) {
  unit.db.upsert(event.as<T>());
  return Done{};
}

// A later revision replaces an earlier one, whatever the order of arrival.
Result<Done> keep_fact(const Disclosure& disclosure, Unit& unit, const Event& event) {
  auto fact = event.as<Fact>();
  const auto known = unit.db.find<Fact>("evaluation_id = :e", {fact.evaluation_id});
  if (known && known->revision >= fact.revision) return Done{};
  fact.annulled = known && known->annulled;   // for good
  fact.locked = known && known->locked;
  fact.shown = known ? known->shown : Detail::withheld;
  // The event's time, so that an imported programme is as it would have been.
  fact.arrived_in = known ? known->arrived_in : period_of(qatar_date(event.at), disclosure.period);
  unit.db.upsert(fact);
  return disclosure.period == DisclosurePeriod::none ? publish_results(unit, disclosure) : Done{};
}

Result<Done> annul_fact(Unit& unit, const Event& event) {
  const auto news = event.as<EvaluationAnnulled>();
  auto fact = unit.db.find<Fact>("evaluation_id = :e", {news.evaluation_id});
  if (!fact) return errors::not_found(news.evaluation_id);
  fact->annulled = true;
  fact->revision = std::max(fact->revision, news.revision);
  unit.db.update(*fact);
  return Done{};
}

Result<Done> lock_fact(Unit& unit, const Event& event) {
  const auto news = event.as<EvaluationLocked>();
  auto fact = unit.db.find<Fact>("evaluation_id = :e", {news.evaluation_id});
  if (!fact) return errors::not_found(news.evaluation_id);
  fact->locked = true;
  unit.db.update(*fact);
  return Done{};
}

// A decision that cannot be carried out is open again. An appeal that came when the result was locked already has failed.
Result<Done> take_back_decision(Unit& unit, const Event& event) {
  const auto news = event.as<AppealRefused>();
  auto appeal = unit.db.find<ResultAppeal>("id = :i", {news.appeal_id});
  if (!appeal) return errors::not_found(news.appeal_id);
  const bool filed_too_late = appeal->state == ResultAppealState::open;
  appeal->state = filed_too_late ? ResultAppealState::upheld : ResultAppealState::open;
  appeal->decided_at = filed_too_late ? unit.now : Instant{};
  appeal->decision_reason.clear();
  appeal->corrections.clear();
  appeal->refusal = news.refusal;
  ++appeal->version;
  unit.db.update(*appeal);
  return Done{};
}

Result<Done> keep_form(Unit& unit, const Event& event) {
  put_form(unit.db, event.as<Form>());
  return Done{};
}

Result<Done> keep_suggestion(Unit& unit, const Event& event) {
  const auto news = event.as<SuggestionRecorded>();
  unit.db.upsert(Suggestion{news.suggestion_id, news.programme_id, news.entity_id, news.service_id, news.problem, news.idea});
  return Done{};
}

Result<Done> note_missions(Unit& unit, const Event& event) {
  const auto news = event.as<RemeasurementPlanned>();
  auto item = unit.db.find<RecommendationItem>("id = :i", {news.recommendation_id});
  if (!item) return errors::not_found(news.recommendation_id);
  item->remeasurement_missions = news.missions;
  ++item->version;
  unit.db.update(*item);
  return Done{};
}

}  // namespace

void react_to_registration(events::Consumer& consumer) { consumer.on("programme.published", keep<ProgrammeFacts>); }

void react_to_evaluation(events::Consumer& consumer, const Disclosure& disclosure) {
  const auto keep_fact_so = [disclosure](Unit& unit, const Event& event) { return keep_fact(disclosure, unit, event); };
  consumer.on("entity.changed", keep<Entity>);
  consumer.on("branch.changed", keep<Branch>);
  consumer.on("service.changed", keep<Service>);
  consumer.on("form.published", keep_form);
  consumer.on(subject_erased_event, erase_subject);
  consumer.on("evaluation.released", keep_fact_so);
  consumer.on("evaluation.amended", keep_fact_so);
  consumer.on("evaluation.annulled", annul_fact);
  consumer.on("evaluation.locked", lock_fact);
  consumer.on("appeal.refused", take_back_decision);
  consumer.on("suggestion.recorded", keep_suggestion);
  consumer.on("remeasurement.planned", note_missions);
}

}  // namespace shopper::recommendation
