// Who sees which detail of an application: one table, and its application. docs/PRIVACY.md shows it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "platform/base/enums.h"
#include "registration/domain/application.h"

namespace shopper::registration {

// In what part somebody reads. Whoever works through a list of everybody sees less of each than whoever opened one on purpose.
SHOPPER_ENUM(Reader, owner, administrator, administrator_in_list, interviewer, reviewer, auditor)
SHOPPER_ENUM(Sight, shown, masked, absent)

struct FieldSight {
  std::string_view field;
  Sight administrator, administrator_in_list, interviewer, reviewer, auditor;
  std::string (*mask)(std::string_view) = nullptr;   // where it is ever masked
};
// A row for each field of ApplicationDetails.
std::span<const FieldSight> field_sights();
// The owner sees all; a field that the table does not have nobody else sees.
Sight sight_of(Reader reader, std::string_view field);

// Leaves of the application what the reader sees of it, also in the inputs of the verdict's rules.
void show_to(Reader reader, Application& application);

// "Maryam Ali" as "M. A.".
std::string initials(std::string_view name);
// "maryam@example.org" as "m***@example.org".
std::string masked_email(std::string_view email);
// "+97455512345" as "***45".
std::string masked_phone(std::string_view phone);

}  // namespace shopper::registration
