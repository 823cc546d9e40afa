// The only SQL of recommendation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/store/migrations.h"
#include "recommendation/domain/disclosure.h"
#include "recommendation/domain/report.h"

namespace shopper::store {
#define SHOPPER_TABLE(Type, table)                 \
  template <>                                      \
  struct Table<recommendation::Type> {             \
    static constexpr const char* name = table;     \
  };
SHOPPER_TABLE(ProgrammeFacts, "programme")
SHOPPER_TABLE(Entity, "entity")
SHOPPER_TABLE(Branch, "branch")
SHOPPER_TABLE(Service, "service")
SHOPPER_TABLE(Form, "form")
SHOPPER_TABLE(Fact, "fact")
SHOPPER_TABLE(Finding, "finding")
SHOPPER_TABLE(RecommendationItem, "recommendation")
SHOPPER_TABLE(ResultAppeal, "result_appeal")
SHOPPER_TABLE(Suggestion, "suggestion")
#undef SHOPPER_TABLE
}  // namespace shopper::store

namespace shopper::recommendation {

std::vector<store::Migration> migrations();

// Findings and recommendations of a programme that a report, or a new detection, looks at.
inline constexpr int report_rows_max = 1000;

struct FactFilter {
  std::string programme_id;
  std::string entity_id;            // "" for all
  std::string service_id;
  std::string purpose;              // "" for both
  std::string recommendation_id;
  bool as_shown = false;            // only what the entity is shown, and as it is shown
};
// The facts that count: released and not annulled.
std::vector<Fact> facts_of(store::Db& db, const FactFilter& filter);
// Changes with every fact, and with the names of what they are about.
std::int64_t analysis_version(store::Db& db);
// Those that measure the present claim of a recommendation, without what was put aside.
std::vector<Fact> results_after(store::Db& db, const std::string& programme_id, const std::string& recommendation_id);
void put_results_aside(store::Db& db, const std::string& recommendation_id);
std::vector<Service> list_services(store::Db& db, const std::string& entity_id);
// Those that count and the entity has not been shown, which came before that period.
std::vector<Fact> withheld_facts(store::Db& db, const std::string& before);
std::vector<Fact> list_results(store::Db& db, const std::string& programme_id, const std::string& entity_id, bool shown_only, const std::string& after, int limit);
Catalogue catalogue_of(store::Db& db);
std::vector<Finding> list_findings(store::Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& after, int limit);
// Removes detected findings that no recommendation cites, before a new detection.
void drop_uncited_detections(store::Db& db, const std::string& programme_id);
std::vector<RecommendationItem> list_recommendations(store::Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& state,
                                                     const std::string& after, int limit);
std::vector<ResultAppeal> list_appeals(store::Db& db, const std::string& programme_id, const std::string& entity_id, const std::string& state,
                                       const std::string& after, int limit);
std::vector<Suggestion> list_suggestions(store::Db& db, const std::string& programme_id, const std::string& after, int limit);
int count_suggestions(store::Db& db, const std::string& programme_id, const std::string& entity_id);
void put_form(store::Db& db, const Form& form);

}  // namespace shopper::recommendation
