#include "selection/domain/member.h"

namespace shopper::selection {
namespace {

using State = MemberState;
using Command = MemberCommand;

std::vector<Transition<State, Command>> build_transitions() {
  std::vector<Transition<State, Command>> table{
      {State::waiting, Command::offer, State::offered},
      {State::offered, Command::accept, State::accepted},
      {State::offered, Command::decline, State::declined},
      {State::offered, Command::expire, State::expired},
      {State::accepted, Command::sign_code, State::onboarding},
      // A new version of the code is signed again, without a step back.
      {State::onboarding, Command::sign_code, State::onboarding},
      {State::certified, Command::sign_code, State::certified},
      {State::active, Command::sign_code, State::active},
      {State::onboarding, Command::certify, State::certified},
      {State::certified, Command::activate, State::active},
      {State::active, Command::leave, State::absent},
      {State::absent, Command::come_back, State::active},
      {State::active, Command::complete, State::completed},
      {State::absent, Command::complete, State::completed},
      // To the state before the suspension; the use case puts that in.
      {State::suspended, Command::reinstate, State::active},
      {State::waiting, Command::release, State::released},
      {State::offered, Command::release, State::released},
      {State::suspended, Command::release, State::released},
      {State::suspended, Command::remove, State::removed},
  };
  for (const auto state : {State::accepted, State::onboarding, State::certified, State::active, State::absent}) {
    table.push_back({state, Command::suspend, State::suspended});
    table.push_back({state, Command::release, State::released});
    table.push_back({state, Command::remove, State::removed});
  }
  return table;
}

}  // namespace

const Lifecycle<State, Command>& member_lifecycle() {
  static const auto table = build_transitions();
  static const Lifecycle<State, Command> lifecycle{table};
  return lifecycle;
}

bool holds_place(State state) {
  switch (state) {
    case State::offered:
    case State::accepted:
    case State::onboarding:
    case State::certified:
    case State::active:
    case State::absent: return true;
    default: return false;
  }
}

bool vacates_place(State before, State after) { return holds_place(before) && !holds_place(after) && after != State::completed; }

std::vector<MissingItem> missing_for_certification(const PanelMember& member, const CodeOfConduct& code, const std::vector<Workshop>& workshops,
                                                   const std::vector<Attendance>& attended) {
  std::vector<MissingItem> missing;
  if (member.code_version.empty() || member.code_version != code.code_version || member.code_sha256 != code.sha256)
    missing.push_back({"CODE_NOT_SIGNED", fill({"لم تُوقَّع مدونة السلوك، الإصدار {}", "The code of conduct, version {}, is not signed"}, {code.code_version})});
  for (const auto& workshop : workshops) {
    if (!workshop.required) continue;
    const bool done = std::any_of(attended.begin(), attended.end(), [&](const Attendance& a) { return a.workshop_id == workshop.id && a.sufficient; });
    if (!done)
      missing.push_back({"WORKSHOP_NOT_ATTENDED", Text{"لم تُحضر ورشة: " + workshop.title.ar, "Workshop not attended: " + workshop.title.en}});
  }
  return missing;
}

Result<Done> check_workshop(const Workshop& workshop) {
  FieldErrors errors;
  errors.check(workshop.title.complete(), "/title", "TEXT_INCOMPLETE", {"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"});
  errors.check(workshop.minutes >= 1 && workshop.minutes <= 600, "/minutes", "OUT_OF_RANGE", {"من 1 إلى 600", "From 1 to 600"});
  errors.check(workshop.minutes_needed >= 0 && workshop.minutes_needed <= workshop.minutes, "/minutes_needed", "OUT_OF_RANGE",
               {"من 0 إلى مدة الورشة", "From 0 to the length of the workshop"});
  return errors.result();
}

}  // namespace shopper::selection
