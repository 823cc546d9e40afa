#include "platform/crypto/hash.h"
#include "selection/usecases/draws.h"

namespace shopper::selection {
namespace {

Error no_panel(const std::vector<Entrant>& pool, const QuotaPlan& plan, NoPanel why) {
  if (why == NoPanel::not_resolved)
    return conflict("DRAW_NOT_RESOLVED", {"لم يصل السحب إلى نتيجة ضمن حدّه الزمني؛ وسّع الحصص الضيقة ثم أعد المحاولة",
                                          "The draw came to no result within its limit; widen the narrowest quotas and try again"});
  auto error = conflict("QUOTAS_INFEASIBLE", {"لا توجد لجنة تحقق كل الحصص", "No panel keeps every quota"});
  if (why == NoPanel::too_few) {
    error.text = fill({"في المجموعة {} مرشحاً فقط ويلزم {}", "The pool has only {} candidates; {} are needed"}, {std::to_string(pool.size()), std::to_string(plan.panel_size)});
  } else if (const auto steps = smallest_relaxation(pool, plan); steps && !steps->empty()) {
    for (const auto& step : *steps) error.fields.push_back({"/quotas/" + step.feature + "/" + step.value + "/" + step.bound, "RELAX", step.text});
  } else {
    error.text = {"لا تكفي الأسر المختلفة لملء المقاعد، فمن كل أسرة شخص واحد على الأكثر", "The households are too few for the seats: at most one person of each is drawn"};
  }
  return error;
}

Result<Done> seat(Unit& unit, const std::string& id, Seat seat, int rank) {
  SHOPPER_TRY(auto candidate, load_candidate(unit, id));
  PanelMember member;
  member.id = candidate.id;
  member.programme_id = candidate.programme_id;
  member.shopper = candidate.applicant;
  member.seat = seat;
  member.rank = rank;
  member.features = candidate.features;
  member.conflicts = candidate.conflicts;
  member.household = candidate.household;
  member.updated_at = unit.now;
  unit.db.insert(member);
  if (seat == Seat::panel) return make_offer(unit, member, "");
  return move_candidate(unit, candidate, CandidateCommand::put_in_reserve);
}

}  // namespace

Result<Draw> create_draw(Unit& unit, const CreateDraw& input) {
  SHOPPER_TRY(auto plan, load_plan(unit, input.id));
  FieldErrors errors;
  errors.check(!input.seed.empty() && input.seed.size() <= 200, "/seed", "LENGTH", {"يلزم نص من 1 إلى 200 بايت", "A text of 1 to 200 bytes is needed"});
  SHOPPER_CHECK(errors.result());
  if (const auto existing = draw_of(unit.db, input.id)) {
    if (existing->seed == input.seed) return *existing;
    return conflict("DRAW_DONE", {"أُجري سحب هذا البرنامج؛ لا سحب ثانياً", "This programme's draw is done; there is no second draw"});
  }
  const auto candidates = candidates_in(unit.db, input.id, {CandidateState::pool});
  const auto pool = entrants(candidates);
  auto why = NoPanel::impossible;
  const auto drawn = draw_panel(pool, plan, input.seed, &why);
  if (!drawn) return no_panel(pool, plan, why);
  Draw draw{crypto::named_uuid("draw " + input.id), input.id, input.seed, static_cast<int>(pool.size()), plan.version,
            crypto::sha256_hex(canonical_input(pool, plan)), drawn->panel, drawn->reserve, unit.now};
  unit.db.insert(draw);
  unit.db.upsert(plan);
  int rank = 0;
  for (const auto& id : draw.panel) SHOPPER_CHECK(seat(unit, id, Seat::panel, ++rank));
  // The reserve's ranks go on after the panel's, so that a member keeps a rank of its own when called.
  for (const auto& id : draw.reserve) SHOPPER_CHECK(seat(unit, id, Seat::reserve, ++rank));
  for (auto candidate : candidates_in(unit.db, input.id, {CandidateState::pool})) SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::leave_out));
  return draw;
}

Result<Draw> get_draw(Unit& unit, const ById& input) {
  auto draw = unit.db.find<Draw>("id = :i", {input.id});
  if (!draw) return errors::not_found(input.id);
  return std::move(*draw);
}

Result<Page<Draw>> list_draws(Unit& unit, const ById& input) {
  Page<Draw> page;
  if (auto draw = draw_of(unit.db, input.id)) page.items.push_back(std::move(*draw));
  return page;
}

}  // namespace shopper::selection
