// Who sees what of an application.
#pragma once

#include "platform/usecase/inputs.h"
#include "platform/usecase/unit.h"
#include "registration/domain/visibility.h"
#include "registration/store/registration_store.h"

namespace shopper::registration {

// Members of staff who may know of the applications of that programme: reviewers and interviewers perhaps not of all programmes.
bool is_staff(const Actor& actor, const std::string& programme_id);
bool is_staff_somewhere(const Actor& actor);
// The owner reads all of the own, staff what is submitted in their programmes.
bool may_read(const Actor& actor, const Application& application);
// The application, for its owner alone (anybody else: not found).
Result<Application> load_own(Unit& unit, const std::string& id);
// The application, for its owner and for staff.
Result<Application> load_readable(Unit& unit, const std::string& id);
// In what part this actor reads it; of several the one that sees most.
Reader reader_of(const Actor& actor, const Application& application, bool in_list);
// What this actor sees of it (domain/visibility.h).
Application view_for(const Actor& actor, Application application, bool in_list = false);
Result<Programme> load_programme(Unit& unit, const std::string& id);

}  // namespace shopper::registration
