// Breaking the glass: who wrote a report is told to one person, for a reason, after a second one agreed, for a day (I-26, PRV-01).
#pragma once

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/lifecycle.h"
#include "platform/base/time.h"

namespace shopper::evaluation::domain {

SHOPPER_ENUM(DisclosureState, requested, confirmed, refused)
SHOPPER_ENUM(DisclosureCommand, confirm, refuse)

struct AuthorDisclosure {
  std::string id;                  // made by the client, so that a repeated request is one
  std::string evaluation_id;
  std::string programme_id;
  DisclosureState state = DisclosureState::requested;
  std::string reason;
  std::string requested_by;
  std::string decided_by;
  std::string decision_reason;
  Instant requested_at;
  Instant decided_at;
  Instant expires_at;              // of the request until it is decided, of the right to read then
  std::int64_t reads = 0;
  std::int64_t version = 1;
  SHOPPER_FIELDS(AuthorDisclosure, id, evaluation_id, programme_id, state, reason, requested_by, decided_by, decision_reason, requested_at, decided_at, expires_at,
                 reads, version)
};

inline constexpr int disclosure_request_hours = 72;
inline constexpr int disclosure_read_hours = 24;

const Lifecycle<DisclosureState, DisclosureCommand>& disclosure_lifecycle();

// The second person's decision: not by who asked, and in time.
Result<Done> check_decider(const AuthorDisclosure& disclosure, std::string_view decider, Instant now);
// Only who asked reads it, and not for ever.
Result<Done> check_disclosure_reader(const AuthorDisclosure& disclosure, std::string_view reader, Instant now);

}  // namespace shopper::evaluation::domain
