#include "identity/usecases/sessions.h"

namespace shopper::identity {

Result<Session> current_session(Unit& unit) {
  auto session = unit.actor.session_id.empty() ? std::nullopt : unit.db.find<Session>("id = :i", {unit.actor.session_id});
  if (!session || session->account_id != unit.actor.subject || !session->live(unit.now))
    return conflict("SESSION_NEEDED", {"هذه العملية تحتاج إلى جلسة دخول قائمة هنا", "This needs a session that was begun here and still stands; sign in again"});
  return std::move(*session);
}

Result<Account> own_account(Unit& unit) {
  auto account = unit.db.find<Account>("id = :i", {unit.actor.subject});
  if (!account) return errors::not_found(unit.actor.subject);
  return std::move(*account);
}

Result<Done> sign_out(Unit& unit, const Nothing&) {
  SHOPPER_TRY(auto session, current_session(unit));
  end_session(unit, std::move(session));
  return Done{};
}

}  // namespace shopper::identity
