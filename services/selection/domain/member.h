// Members of the panel and of the reserve: the offer, the code of conduct, training, certification, absence and discipline.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/base/lifecycle.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

namespace shopper::selection {

SHOPPER_ENUM(Seat, unspecified, panel, reserve)
SHOPPER_ENUM(MemberState, waiting, offered, declined, expired, accepted, onboarding, certified, active, absent, suspended, released, removed, completed)
SHOPPER_ENUM(MemberCommand, offer, accept, decline, expire, sign_code, certify, activate, leave, come_back, suspend, reinstate, release, remove, complete)

// How long an offer stands.
inline constexpr int offer_days = 7;

struct PanelMember {
  std::string id;   // the application's
  std::int64_t version = 1;
  std::string programme_id;
  std::string shopper;   // the subject
  Seat seat = Seat::panel;
  int rank = 0;          // order of the draw, or of calling
  MemberState state = MemberState::waiting;
  std::map<std::string, std::string> features;
  std::vector<std::string> conflicts;
  std::string household;
  std::string employer;
  Instant offer_expires_at;
  std::string code_version;
  std::string code_sha256;
  Instant code_signed_at;
  Instant certified_at;
  Date absent_from;
  Date absent_to;
  std::string reason;
  std::string replaces;
  MemberState before_suspension = MemberState::waiting;
  Instant updated_at;
  SHOPPER_FIELDS(PanelMember, id, version, programme_id, shopper, seat, rank, state, features, conflicts, household, employer, offer_expires_at, code_version,
                 code_sha256, code_signed_at, certified_at, absent_from, absent_to, reason, replaces, before_suspension, updated_at)
};

struct CodeOfConduct {
  std::string id;   // the programme's
  std::string code_version;
  Text text;
  std::string sha256;
  SHOPPER_FIELDS(CodeOfConduct, id, code_version, text, sha256)
};

struct Workshop {
  std::string id;
  std::string programme_id;
  Text title;
  Instant starts_at;
  int minutes = 0;
  int minutes_needed = 0;
  bool required = true;
  SHOPPER_FIELDS(Workshop, id, programme_id, title, starts_at, minutes, minutes_needed, required)
};

struct Attendance {
  std::string workshop_id;
  std::string member_id;
  int minutes = 0;
  bool sufficient = false;
  SHOPPER_FIELDS(Attendance, workshop_id, member_id, minutes, sufficient)
};

struct MissingItem {
  std::string code;
  Text text;
  SHOPPER_FIELDS(MissingItem, code, text)
};

const Lifecycle<MemberState, MemberCommand>& member_lifecycle();
// Holds a place of the panel, as far as quotas are concerned.
bool holds_place(MemberState state);
// Whether leaving in this state leaves a place that a replacement should take.
bool vacates_place(MemberState before, MemberState after);
// What stands between the member and certification.
std::vector<MissingItem> missing_for_certification(const PanelMember& member, const CodeOfConduct& code, const std::vector<Workshop>& workshops,
                                                   const std::vector<Attendance>& attended);
Result<Done> check_workshop(const Workshop& workshop);

}  // namespace shopper::selection
