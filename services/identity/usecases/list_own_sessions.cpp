#include "identity/usecases/sessions.h"

namespace shopper::identity {

Result<SessionList> list_own_sessions(Unit& unit, const Nothing&) {
  SessionList list;
  for (const auto& session : live_sessions(unit.db, unit.actor.subject, unit.now))
    list.items.push_back({session.id, session.methods, session.client_id, session.began_at, session.used_at, session.expires_at, session.id == unit.actor.session_id});
  return list;
}

}  // namespace shopper::identity
