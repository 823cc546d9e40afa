#include "platform/crypto/hash.h"
#include "recommendation/usecases/findings.h"

namespace shopper::recommendation {

Result<Finding> put_finding(Unit& unit, const PutFinding& input) {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  if (!unit.actor.acts_in("analyst", input.programme_id)) return errors::not_found(input.programme_id);
  const auto existing = unit.db.find<Finding>("id = :i", {input.id});
  if (existing && !unit.actor.acts_in("analyst", existing->programme_id)) return errors::not_found(input.id);
  FieldErrors errors;
  errors.check(input.kind != FindingKind::unspecified, "/kind", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(!input.entity_id.empty(), "/entity_id", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(input.claim.complete(), "/claim", "TEXT_INCOMPLETE", {"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"});
  errors.check(!input.evidence.empty() && input.evidence.size() <= 1000, "/evidence", "COUNT", {"من 1 إلى 1000 تقييم", "From 1 to 1000 evaluations"});
  std::vector<Fact> evidence;
  for (std::size_t i = 0; i < input.evidence.size(); ++i) {
    auto fact = unit.db.find<Fact>("evaluation_id = :e", {input.evidence[i]});
    const bool fits = fact && fact->programme_id == input.programme_id && fact->entity_id == input.entity_id && !fact->annulled;
    errors.check(fits, "/evidence/" + std::to_string(i), "EVIDENCE_UNKNOWN", {"ليس تقييماً منشوراً لهذه الجهة", "This is not a released evaluation of the entity"});
    if (fits) evidence.push_back(std::move(*fact));
  }
  SHOPPER_CHECK(errors.result());
  Finding finding;
  finding.id = input.id;
  finding.programme_id = input.programme_id;
  finding.kind = input.kind;
  finding.entity_id = input.entity_id;
  finding.service_id = input.service_id;
  finding.dimension = input.dimension;
  finding.claim = input.claim;
  finding.evidence = input.evidence;
  finding.found_at = unit.now;
  const auto view = pointers(evidence);
  const auto cell = make_cell(view, [&](const Fact& f) { return input.dimension.empty() ? overall_score(f) : dimension_score(f, input.dimension); }, {1, 1});
  finding.n = cell.n;
  finding.score = cell.score.value_or(0);
  finding.low = cell.low.value_or(0);
  finding.high = cell.high.value_or(1);
  if (existing && existing->detected)
    return conflict("FINDING_DETECTED", {"هذه نتيجة استخرجها النظام ولا تُستبدل", "This finding was detected by the method and is not replaced"});
  if (existing) {   // the same again, as whoever heard no answer sends it, was found when it was found
    auto again = finding;
    again.found_at = existing->found_at;
    if (codec::to_json(again) == codec::to_json(*existing)) return *existing;
  }
  unit.db.upsert(finding);
  return finding;
}

}  // namespace shopper::recommendation
