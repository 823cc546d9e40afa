#include "platform/crypto/hash.h"
#include "recommendation/usecases/findings.h"

namespace shopper::recommendation {

Result<Page<Finding>> detect_findings(Unit& unit, const DetectFindings& input) {
  if (!unit.actor.acts_in("analyst", input.programme_id) || !unit.db.find<ProgrammeFacts>("programme_id = :p", {input.programme_id})) return errors::not_found(input.programme_id);
  const auto facts = facts_of(unit.db, {input.programme_id, "", "", "baseline", ""});
  const auto catalogue = catalogue_of(unit.db);
  drop_uncited_detections(unit.db, input.programme_id);
  Page<Finding> page;
  for (const auto& contrast : contrasts(pointers(facts), {})) {
    Finding finding;
    // Named by what it is about, so that a repeated detection finds the same finding again.
    finding.id = crypto::named_uuid("finding " + input.programme_id + " " + contrast.entity_id + " " + contrast.service_id + " " + contrast.dimension);
    finding.programme_id = input.programme_id;
    finding.kind = contrast.kind;
    finding.entity_id = contrast.entity_id;
    finding.service_id = contrast.service_id;
    finding.dimension = contrast.dimension;
    finding.claim = claim_text(contrast, catalogue);
    finding.evidence = contrast.evidence;
    finding.n = contrast.n;
    finding.score = contrast.score;
    finding.low = contrast.low;
    finding.high = contrast.high;
    finding.reference = contrast.reference;
    finding.effect = contrast.effect;
    finding.p_value = contrast.p_value;
    finding.found_at = unit.now;
    finding.detected = true;
    unit.db.upsert(finding);
    page.items.push_back(std::move(finding));
  }
  return page;
}

}  // namespace shopper::recommendation
