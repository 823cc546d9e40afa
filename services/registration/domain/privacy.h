// The rights of those whose data we hold: erasure with a receipt, legal holds that stop it, periods after which it happens by itself.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "platform/base/erasure.h"
#include "platform/base/time.h"
#include "registration/domain/application.h"

namespace shopper::registration {

// Who must answer before an erasure is complete.
inline constexpr std::array erasing_services{"registration", "selection", "identity", "evaluation", "recommendation"};

SHOPPER_ENUM(ErasureState, running, complete)
SHOPPER_ENUM(ErasureCause, request, retention)

// A service's answer; its audit log has the same hash under the erasure's id.
struct ErasureReport {
  std::string service;
  Instant at;
  std::vector<ErasureItem> items;
  std::string sha256;
  SHOPPER_FIELDS(ErasureReport, service, at, items, sha256)
};

// The receipt: what each service erased, what it kept, and why.
struct Erasure {
  std::string id;
  std::int64_t version = 1;
  std::string subject;                        // the account's id, a pseudonym: it lets the person read the receipt
  ErasureCause cause = ErasureCause::request;
  ErasureState state = ErasureState::running;
  std::vector<std::string> application_ids;
  Instant requested_at;
  Instant completed_at;
  std::vector<std::string> waiting_for;       // services that have not answered
  std::vector<ErasureReport> reports;
  SHOPPER_FIELDS(Erasure, id, version, subject, cause, state, application_ids, requested_at, completed_at, waiting_for, reports)
};

// Takes a service's report in; false when it was there already. Complete when nobody is waited for.
bool take_report(Erasure& erasure, ErasureReport report);

struct LegalHold {
  std::string id;
  std::int64_t version = 1;
  std::string subject;
  std::string reason;
  std::string set_by;
  Instant set_at;
  std::string lift_reason;
  std::string lifted_by;
  Instant lifted_at;                          // none while it stands
  SHOPPER_FIELDS(LegalHold, id, version, subject, reason, set_by, set_at, lift_reason, lifted_by, lifted_at)
};

// How long applications of a kind are kept after their last change.
struct RetentionClass {
  std::string name;
  int days = 0;
  SHOPPER_FIELDS(RetentionClass, name, days)
};
// The states an application of that class is in; none for "inquiry".
std::vector<ApplicationState> states_of_class(const std::string& name);

}  // namespace shopper::registration
