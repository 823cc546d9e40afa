// Who acts, as verified by the gateway.
#pragma once

#include <algorithm>
#include <map>
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

  // Roles that hold in some programmes only; a role that is not named holds in all.
  std::map<std::string, std::vector<std::string>, std::less<>> programmes = {};
  std::string session_id = {};       // whose access token came with the call; empty for tokens of another issuer

  bool has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
  // Does one of the roles hold in that programme? Roles nobody limited hold everywhere.
  bool acts_in(std::string_view programme_id) const {
    return programmes.empty() || roles.empty() || std::any_of(roles.begin(), roles.end(), [&](const auto& role) {
             const auto limit = programmes.find(role);
             return limit == programmes.end() || std::find(limit->second.begin(), limit->second.end(), programme_id) != limit->second.end();
           });
  }
  bool imported() const { return !imported_by.empty(); }
};

}  // namespace shopper
