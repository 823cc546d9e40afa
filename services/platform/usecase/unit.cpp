#include "platform/usecase/unit.h"

#include "platform/crypto/hash.h"

namespace shopper {

std::string Unit::new_id() const { return crypto::uuid7(now.us / 1000); }

void Unit::append(std::string_view type, std::string_view subject, const std::string& payload) {
  db.execute("insert into outbox (id, type, subject, at, payload) values (:i, :t, :s, :a, :p)",
             {new_id(), std::string(type), std::string(subject), now.us, payload});
}

void Unit::audit(std::string_view action, std::string_view subject, Instant clock) {
  std::string roles;
  for (const auto& role : actor.roles) roles += (roles.empty() ? "" : ",") + role;
  db.execute("insert into audit (at, recorded_at, action, subject, actor, roles, imported_by, trace_id) values (:a, :r, :c, :s, :u, :o, :i, :t)",
             {clock.us, actor.imported() ? now.us : std::int64_t{0}, std::string(action), std::string(subject), actor.subject, roles,
              actor.imported_by, trace_id});
}

}  // namespace shopper
