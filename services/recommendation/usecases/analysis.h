// Use cases of analysis and the report: input shapes here, one operation per file.
#pragma once

#include "platform/base/page.h"
#include "platform/usecase/document.h"
#include "platform/usecase/inputs.h"
#include "platform/usecase/unit.h"
#include "recommendation/store/recommendation_store.h"

namespace shopper::recommendation {

struct GetScores {
  std::string programme_id;
  std::string by;
  std::string entity_id;
  std::string service_id;
  std::string purpose;
  SHOPPER_FIELDS(GetScores, programme_id, by, entity_id, service_id, purpose)
};
struct Scores {
  std::vector<ScoreCell> items;
  ScoreCell overall;
  std::string method;
  SHOPPER_FIELDS(Scores, items, overall, method)
};
struct GetTrends {
  std::string programme_id;
  std::string entity_id;
  SHOPPER_FIELDS(GetTrends, programme_id, entity_id)
};
struct ListResults {
  std::string programme_id;
  std::string entity_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListResults, programme_id, entity_id, limit, cursor)
};
// A fact without anything that tells evaluations of one volunteer together.
struct ReleasedResult {
  std::string id;
  std::string programme_id;
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string visited_on;
  std::string purpose;
  std::optional<double> score;
  std::vector<FactItem> items;
  int revision = 0;
  bool annulled = false;
  bool locked = false;
  SHOPPER_FIELDS(ReleasedResult, id, programme_id, entity_id, branch_id, service_id, channel, visited_on, purpose, score, items, revision, annulled, locked)
};
struct GetReport {
  std::string id;
  std::string entity_id;
  std::string accept_media_type;
  std::string language;
  SHOPPER_FIELDS(GetReport, id, entity_id, accept_media_type, language)
};

Result<Scores> get_scores(Unit& unit, const GetScores& input);
Result<Trends> get_trends(Unit& unit, const GetTrends& input);
Result<Page<ReleasedResult>> list_results_page(Unit& unit, const ListResults& input);
Result<Document> get_report(Unit& unit, const GetReport& input);

// Officers and client systems speak for an entity; the team does not.
bool speaks_for_entity(const Actor& actor);
// Does the caller hold a role of the team, or of an entity, in that programme?
bool acts_in_programme(const Actor& actor, const std::string& programme_id);
// The entity an officer or a client system is confined to ("" for the team); who asks for another one gets not_found.
Result<std::string> confined_entity(const Actor& actor, const std::string& asked);
// Whether somebody of an entity, or a system outside, reads: they see results and figures as docs/ANONYMITY.md says.
bool is_outsider(const Actor& actor);
Finding finding_as_shown(Finding finding);
// Decides what the entities are shown of the results that came in periods that are over.
Result<Done> publish_results(Unit& unit, const Disclosure& disclosure);
std::vector<const Fact*> pointers(const std::vector<Fact>& facts);
// Under which an answer is kept: everything of the question that it depends on.
std::string key_of(const std::vector<std::string>& parts);

}  // namespace shopper::recommendation
