#include <algorithm>

#include "identity/usecases/sessions.h"

namespace shopper::identity {

Result<Tokens> prove_again(Unit& unit, const Context& context, Account account, Session session) {
  session.second_factor_at = session.used_at = unit.now;
  if (std::find(session.methods.begin(), session.methods.end(), "second_factor") == session.methods.end()) session.methods.emplace_back("second_factor");
  // What began as a resident's month is a working day's session once it has power over others.
  if (any_role_needs_second_factor(account)) session.expires_at = std::min(session.expires_at, Instant{unit.now.us + staff_session_us});
  unit.db.update(session);
  return access_token(unit, context, account, session);
}

Result<Done> StepUpCase::prepare(const Lookups& lookups, StepUp& input) const {
  SHOPPER_CHECK(lookups.read([](Unit& unit) { return current_session(unit); }));
  return prove_second_factor(lookups, lookups.actor.subject, input.second_factor, false);
}

Result<Tokens> StepUpCase::operator()(Unit& unit, const StepUp&) const {
  SHOPPER_TRY(auto session, current_session(unit));
  SHOPPER_TRY(auto account, own_account(unit));
  return prove_again(unit, *context, std::move(account), std::move(session));
}

}  // namespace shopper::identity
