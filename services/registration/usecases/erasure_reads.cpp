#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {
bool may_read_all(const Actor& actor) { return actor.has_role("administrator") || actor.has_role("auditor"); }
}  // namespace

Result<Erasure> get_erasure(Unit& unit, const ById& input) {
  auto erasure = unit.db.find<Erasure>("id = :i", {input.id});
  if (!erasure || (erasure->subject != unit.actor.subject && !may_read_all(unit.actor))) return errors::not_found(input.id);
  return std::move(*erasure);
}

Result<Page<Erasure>> list_erasures_page(Unit& unit, const ListErasures& input) {
  const int limit = page_limit(input.limit);
  return make_page(list_erasures(unit.db, may_read_all(unit.actor) ? "" : unit.actor.subject, input.cursor, limit + 1), limit, [](const Erasure& last) { return last.id; });
}

}  // namespace shopper::registration
