#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

Result<Scores> get_scores(Unit& unit, const GetScores& input) {
  FieldErrors errors;
  const auto by = enum_from<GroupBy>(input.by.empty() ? "entity" : input.by);
  errors.check(!input.programme_id.empty(), "/programme_id", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(by.has_value(), "/by", "VALUE_UNKNOWN", {"programme أو entity أو branch أو service أو channel أو dimension أو item", "programme, entity, branch, service, channel, dimension or item"});
  const bool known_purpose = input.purpose.empty() || input.purpose == "baseline" || input.purpose == "remeasurement" || input.purpose == "all";
  errors.check(known_purpose, "/purpose", "VALUE_UNKNOWN", {"baseline أو remeasurement أو all", "baseline, remeasurement or all"});
  SHOPPER_CHECK(errors.result());
  if (!acts_in_programme(unit.actor, input.programme_id)) return errors::not_found(input.programme_id);
  SHOPPER_TRY(auto entity_id, confined_entity(unit.actor, input.entity_id));
  const auto purpose = input.purpose.empty() ? "baseline" : input.purpose == "all" ? "" : input.purpose;
  const bool outsider = is_outsider(unit.actor);
  const auto key = key_of({"scores", input.programme_id, entity_id, input.service_id, purpose, std::string(to_string(*by)), outsider ? "outsider" : ""});
  auto scores = unit.db.kept_at<Scores>(analysis_version(unit.db), key, [&] {
    const auto facts = facts_of(unit.db, {input.programme_id, entity_id, input.service_id, purpose, "", outsider});
    const auto view = pointers(facts);
    return Scores{labelled_cells(view, *by, catalogue_of(unit.db), {}), make_cell(view, overall_score, {}), ""};
  });
  scores.method = method_text().in(unit.actor.language);
  return scores;
}

}  // namespace shopper::recommendation
