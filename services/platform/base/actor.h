// Who acts, as verified by the gateway.
#pragma once

#include <algorithm>
#include <initializer_list>
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
  // Is the role held, and does it hold in that programme? A role that nobody limited holds in all.
  bool acts_in(std::string_view role, std::string_view programme_id) const {
    const auto limit = programmes.find(role);
    return has_role(role) && (limit == programmes.end() || std::find(limit->second.begin(), limit->second.end(), programme_id) != limit->second.end());
  }
  // One of the roles at least.
  bool acts_in(std::initializer_list<std::string_view> roles_asked, std::string_view programme_id) const {
    return std::any_of(roles_asked.begin(), roles_asked.end(), [&](const auto role) { return acts_in(role, programme_id); });
  }
  bool imported() const { return !imported_by.empty(); }
};

}  // namespace shopper
