// One unit of work: what a use case sees of the world while it runs in one transaction.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/actor.h"
#include "platform/base/error.h"
#include "platform/codec/json.h"
#include "platform/store/db.h"

namespace shopper {

// An event as appended to the outbox, and as pulled from another service's.
struct Event {
  std::int64_t sequence = 0;
  std::string id;
  std::string type;
  std::string subject;
  Instant at;
  std::string payload;

  template <Described P>
  P as() const {
    return codec::parse<P>(payload);
  }
};

class Unit {
 public:
  // `now` is the server's clock, or the recorded time of an imported action.
  Unit(store::Db& database, Instant now_instant, Actor acting, std::string trace = {})
      : db(database), now(now_instant), actor(std::move(acting)), trace_id(std::move(trace)) {}

  store::Db& db;
  const Instant now;
  const Actor actor;
  const std::string trace_id;

  Date today() const { return qatar_date(now); }
  std::string new_id() const;

  // Appends an event to the outbox of this transaction.
  template <Described P>
  void emit(std::string_view type, std::string_view subject, const P& payload) {
    append(type, subject, codec::dump(payload));
  }
  // Appends an audit record; `action` is the rpc, `subject` the id of the thing, `reason` why it was done, where that was said; `change` a keyed
  // hash of the outcome.
  void audit(std::string_view action, std::string_view subject, Instant clock, std::string_view reason = {}, std::string_view change = {}) {
    audit_as(actor.subject, action, subject, clock, reason, change);
  }
  // The same, where the log is to name the actor otherwise.
  void audit_as(std::string_view name, std::string_view action, std::string_view subject, Instant clock, std::string_view reason = {}, std::string_view change = {});

 private:
  void append(std::string_view type, std::string_view subject, const std::string& payload);
};

}  // namespace shopper
