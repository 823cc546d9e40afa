#include "recommendation/usecases/findings.h"

namespace shopper::recommendation {

Result<Finding> get_finding(Unit& unit, const ById& input) {
  auto finding = unit.db.find<Finding>("id = :i", {input.id});
  if (!finding || !acts_in_programme(unit.actor, finding->programme_id) || !confined_entity(unit.actor, finding->entity_id).ok()) return errors::not_found(input.id);
  return is_outsider(unit.actor) ? finding_as_shown(std::move(*finding)) : std::move(*finding);
}

Result<Page<Finding>> list_findings_page(Unit& unit, const ListFindings& input) {
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  const int limit = page_limit(input.limit);
  auto page = make_page(list_findings(unit.db, input.programme_id, entity_id, input.cursor, limit + 1), limit, [](const Finding& last) { return last.id; });
  std::erase_if(page.items, [&](const Finding& item) { return !acts_in_programme(unit.actor, item.programme_id); });
  if (is_outsider(unit.actor))
    for (auto& finding : page.items) finding = finding_as_shown(std::move(finding));
  return page;
}

Finding finding_as_shown(Finding finding) {
  finding.evidence.clear();
  finding.n = count_as_shown(finding.n);
  // A figure of a few would be theirs.
  if (finding.n == 0) finding.score = finding.low = 0, finding.high = 1;
  for (auto* figure : {&finding.score, &finding.low, &finding.high, &finding.reference, &finding.effect}) *figure = figure_as_shown(*figure);
  finding.p_value = figure_as_shown(finding.p_value);
  return finding;
}

}  // namespace shopper::recommendation
