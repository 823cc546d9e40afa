// A panel member as this service knows it from selection's events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/fields.h"
#include "platform/base/time.h"

namespace shopper::evaluation::domain {

SHOPPER_ENUM(MemberState, onboarding, certified, active, absent, suspended, released, removed, completed)

struct Member {
  std::string id;                      // member_id of selection
  std::string programme_id;
  std::string shopper;                 // subject id
  MemberState state = MemberState::onboarding;
  bool certified = false;
  std::vector<std::string> conflicts;  // entity codes
  Date absent_from;
  Date absent_to;
  SHOPPER_FIELDS(Member, id, programme_id, shopper, state, certified, conflicts, absent_from, absent_to)
};

// May report experiences: trained and not (or no longer) away from the panel.
inline bool may_report(const Member& member) {
  return member.certified && (member.state == MemberState::certified || member.state == MemberState::active || member.state == MemberState::absent);
}
// Left or was barred: open missions go to others.
inline bool lost_duties(const Member& member) {
  return member.state == MemberState::suspended || member.state == MemberState::released || member.state == MemberState::removed || member.state == MemberState::completed;
}
inline bool absent_between(const Member& member, Date from, Date to) {
  return member.absent_from && member.absent_from <= to && (!member.absent_to || from <= member.absent_to);
}

}  // namespace shopper::evaluation::domain
