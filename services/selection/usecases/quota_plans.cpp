#include "selection/usecases/draws.h"

namespace shopper::selection {

Result<QuotaPlan> load_plan(Unit& unit, const std::string& programme_id) {
  SHOPPER_TRY(auto programme, load_programme(unit, programme_id));
  if (auto plan = unit.db.find<QuotaPlan>("id = :i", {programme_id})) return std::move(*plan);
  // Without a plan the programme's own sizes hold, and no quotas.
  return QuotaPlan{programme.id, 0, programme.panel_size, programme.reserve_size, {}, 0};
}

Result<QuotaPlan> load_plan_for_staff(Unit& unit, const std::string& programme_id) {
  if (!unit.actor.acts_in({"administrator", "analyst", "auditor"}, programme_id)) return errors::not_found(programme_id);
  return load_plan(unit, programme_id);
}

Result<QuotaPlan> put_quota_plan(Unit& unit, const PutQuotaPlan& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  QuotaPlan plan{input.id, 1, input.panel_size, input.reserve_size, input.quotas, input.employer_max};
  SHOPPER_CHECK(check_plan(plan, programme.features));
  if (const auto existing = unit.db.find<QuotaPlan>("id = :i", {input.id})) {
    plan.version = existing->version;
    if (codec::to_json(plan) == codec::to_json(*existing)) return plan;
    SHOPPER_CHECK(expect_no_draw(unit, input.id));
    ++plan.version;
  }
  unit.db.upsert(plan);
  return plan;
}

Result<QuotaPlan> get_quota_plan(Unit& unit, const ById& input) { return load_plan_for_staff(unit, input.id); }

}  // namespace shopper::selection
