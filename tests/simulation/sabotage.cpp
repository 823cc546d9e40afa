#include "tests/simulation/sabotage.h"

namespace shopper::simulation {

void sabotage_store(store::Db& db, const std::string& service, Sabotage sabotage) {
  switch (sabotage) {
    case Sabotage::none:
    case Sabotage::event_skipped:    // WatchedConsumer
    case Sabotage::log_not_synced: break;   // the disk
    // The effect is committed, then the cursor (WatchedConsumer): the watch of the cursor itself would see that without any power cut.
    case Sabotage::cursor_apart: db.script("drop trigger simulation_next"); break;
    case Sabotage::key_not_kept:
      if (service == "evaluation") db.script("create trigger sabotage after insert on idempotency when new.scope like '%PutEvaluation' or new.scope like '%CreateAssignment' begin delete from idempotency where scope = new.scope and key = new.key; end");
      break;
    case Sabotage::mission_twice:
      if (service == "evaluation")
        db.script("create trigger sabotage after insert on assignment when new.predecessor_id <> '' and new.id not like 'again%' begin "
                  "insert into assignment select 'again ' || id, programme_id, entity_id, branch_id, service_id, channel, form_id, shopper, state, purpose, recommendation_id, brief, window_from, due_on, offer_expires_at, reason, "
                  "predecessor_id, created_at, changed_at, version from assignment where id = new.id; end");
      break;
    case Sabotage::anybody_certified:
      if (service == "evaluation") db.script("create trigger sabotage after insert on member when new.certified = 0 begin update member set certified = 1, state = 'active' where id = new.id; end");
      break;
    case Sabotage::declined_counted:
      if (service == "selection") db.script("create trigger sabotage after update of state on panel_member when new.state = 'declined' begin update panel_member set state = 'accepted' where id = new.id; end");
      break;
  }
}

}  // namespace shopper::simulation
