#include "platform/usecase/unit.h"

#include "platform/crypto/hash.h"
#include "platform/fault/fail_point.h"
#include "platform/store/audit_log.h"
#include "platform/trace/context.h"

namespace shopper {

std::string Unit::new_id() const { return crypto::uuid7(now.us / 1000); }

void Unit::append(std::string_view type, std::string_view subject, const std::string& payload) {
  db.execute("insert into outbox (id, type, subject, at, payload, traceparent) values (:i, :t, :s, :a, :p, :r)",
             {new_id(), std::string(type), std::string(subject), now.us, payload, std::string(trace::current())});
  fault::fail_point("outbox.appended", type);
}

void Unit::audit_as(std::string_view name, std::string_view action, std::string_view subject, Instant clock, std::string_view reason, std::string_view change) {
  audit::Record record;
  record.at = clock;
  record.recorded_at = actor.imported() ? now : Instant{};
  record.actor = name;
  for (const auto& role : actor.roles) record.roles += (record.roles.empty() ? "" : ",") + role;
  record.action = action;
  record.subject = subject;
  record.reason = reason;
  record.change = change;
  record.imported_by = actor.imported_by;
  record.trace_id = trace_id;
  store::append_audit(db, std::move(record));
}

}  // namespace shopper
