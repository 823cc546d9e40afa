// Who acts, as verified by the gateway.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/time.h"

namespace shopper {

struct Actor {
  std::string subject;               // stable id of the person or client; empty: anonymous
  std::vector<std::string> roles;
  std::string entity_id;             // the entity an officer speaks for
  std::string language = "en";       // "ar" or "en"
  std::string imported_by;           // who imports this action of the past; empty on the live path
  Instant recorded_at;               // when the imported action happened

  bool has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
  bool imported() const { return !imported_by.empty(); }
};

}  // namespace shopper
