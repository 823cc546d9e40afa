// The payloads of our events (docs/EVENTS.md). Ids and coded facts only.
#pragma once

#include "evaluation/domain/catalogue.h"
#include "evaluation/domain/evaluation.h"

namespace shopper::evaluation::events_out {

struct EntityChanged {
  std::string entity_id, code;
  Text name;
  SHOPPER_FIELDS(EntityChanged, entity_id, code, name)
};
struct BranchChanged {
  std::string branch_id, entity_id, code;
  Text name;
  SHOPPER_FIELDS(BranchChanged, branch_id, entity_id, code, name)
};
struct ServiceChanged {
  std::string service_id, entity_id, code;
  Text name;
  std::vector<std::string> channels;
  SHOPPER_FIELDS(ServiceChanged, service_id, entity_id, code, name, channels)
};
struct FormItem {
  std::string name;
  Text label;
  std::string dimension, kind;
  double max = 0;
  SHOPPER_FIELDS(FormItem, name, label, dimension, kind, max)
};
struct FormPublished {
  std::string form_id;
  std::int64_t version = 0;
  Text title;
  std::vector<FormItem> items;
  SHOPPER_FIELDS(FormPublished, form_id, version, title, items)
};
struct EvaluationReleased {
  std::string evaluation_id, programme_id, entity_id, branch_id, service_id, channel;
  domain::Mode mode = domain::Mode::organic;
  domain::Purpose purpose = domain::Purpose::baseline;
  std::string recommendation_id, volunteer, form_id;
  std::int64_t form_version = 0;
  std::string visited_on;          // month only
  bool imported = false;
  std::vector<domain::Item> items;
  std::optional<double> score;
  std::optional<double> judged_score;   // without what was measured
  std::int64_t revision = 0;
  SHOPPER_FIELDS(EvaluationReleased, evaluation_id, programme_id, entity_id, branch_id, service_id, channel, mode, purpose, recommendation_id,
                 volunteer, form_id, form_version, visited_on, imported, items, score, judged_score, revision)
};
struct EvaluationAnnulled {
  std::string evaluation_id, programme_id;
  std::int64_t revision = 0;
  SHOPPER_FIELDS(EvaluationAnnulled, evaluation_id, programme_id, revision)
};
struct EvaluationLocked {
  std::string evaluation_id, programme_id;
  SHOPPER_FIELDS(EvaluationLocked, evaluation_id, programme_id)
};
struct AppealRefused {
  std::string appeal_id, evaluation_id;
  std::string refusal;             // codes, for who decided
  SHOPPER_FIELDS(AppealRefused, appeal_id, evaluation_id, refusal)
};
struct SuggestionRecorded {
  std::string suggestion_id, programme_id, entity_id, service_id, problem, idea;
  SHOPPER_FIELDS(SuggestionRecorded, suggestion_id, programme_id, entity_id, service_id, problem, idea)
};
struct AuthorDisclosureStep {
  std::string disclosure_id, programme_id, evaluation_id;
  std::string step;                // requested, confirmed, refused, read
  std::string by;
  SHOPPER_FIELDS(AuthorDisclosureStep, disclosure_id, programme_id, evaluation_id, step, by)
};
struct RemeasurementPlanned {
  std::string recommendation_id, programme_id;
  std::int64_t missions = 0;
  SHOPPER_FIELDS(RemeasurementPlanned, recommendation_id, programme_id, missions)
};

}  // namespace shopper::evaluation::events_out
