#include "recommendation/domain/report_html.h"
#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {
Result<Document> get_report(Unit& unit, const GetReport& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  ReportInput report_input;
  const auto programme = unit.db.find<ProgrammeFacts>("programme_id = :p", {input.id});
  if (!programme || !acts_in_programme(unit.actor, input.id)) return errors::not_found(input.id);
  report_input.programme = *programme;
  report_input.entity_id = entity_id;
  const bool outsider = is_outsider(unit.actor);
  const auto baseline = facts_of(unit.db, {input.id, entity_id, "", "baseline", "", outsider});
  const auto remeasured = facts_of(unit.db, {input.id, entity_id, "", "remeasurement", "", outsider});
  report_input.baseline = pointers(baseline);
  report_input.remeasured = pointers(remeasured);
  report_input.findings = list_findings(unit.db, input.id, entity_id, "", report_rows_max);
  if (outsider)
    for (auto& finding : report_input.findings) finding = finding_as_shown(std::move(finding));
  std::sort(report_input.findings.begin(), report_input.findings.end(),
            [](const Finding& a, const Finding& b) { return std::tuple(a.effect, a.id) < std::tuple(b.effect, b.id); });
  report_input.recommendations = list_recommendations(unit.db, input.id, entity_id, "", "", report_rows_max);
  // An entity learns of a recommendation when it is issued.
  if (speaks_for_entity(unit.actor))
    std::erase_if(report_input.recommendations, [](const RecommendationItem& item) { return !known_to_entity(item); });
  report_input.suggestions = count_suggestions(unit.db, input.id, entity_id);
  if (outsider) report_input.suggestions = count_as_shown(report_input.suggestions);
  const auto report = make_report(report_input, catalogue_of(unit.db), {});
  if (input.accept_media_type == "application/json") return Document{"application/json", codec::dump(report), "", 0};
  return Document{"text/html; charset=utf-8", report_html(report, input.language), "", 0};
}

}  // namespace shopper::recommendation
