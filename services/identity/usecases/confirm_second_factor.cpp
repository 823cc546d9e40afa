#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<Done> ConfirmSecondFactorCase::prepare(const Lookups& lookups, StepUp& input) const {
  SHOPPER_CHECK(lookups.read([](Unit& unit) { return current_session(unit); }));
  return prove_second_factor(lookups, lookups.actor.subject, input.second_factor, true);
}

Result<Tokens> ConfirmSecondFactorCase::operator()(Unit& unit, const StepUp&) const {
  SHOPPER_TRY(auto session, current_session(unit));
  SHOPPER_TRY(auto account, own_account(unit));
  account.second_factor_confirmed = true;
  save(unit, account);
  end_sessions_of(unit, account.id, session.id);
  return prove_again(unit, *context, std::move(account), std::move(session));
}

}  // namespace shopper::identity
