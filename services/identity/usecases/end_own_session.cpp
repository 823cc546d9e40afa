#include "identity/usecases/sessions.h"

namespace shopper::identity {

Result<Done> end_own_session(Unit& unit, const ById& input) {
  auto session = unit.db.find<Session>("id = :i", {input.id});
  if (!session || session->account_id != unit.actor.subject) return errors::not_found(input.id);
  end_session(unit, std::move(*session));
  return Done{};
}

}  // namespace shopper::identity
