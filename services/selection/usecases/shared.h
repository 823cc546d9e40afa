// What several use cases of selection share: loading, moving a candidate, moving a member - and telling the others.
#pragma once

#include "platform/base/page.h"
#include "platform/usecase/inputs.h"
#include "platform/usecase/unit.h"
#include "selection/store/selection_store.h"

namespace shopper::selection {

struct ListOfProgramme {
  std::string programme_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListOfProgramme, programme_id, limit, cursor)
};
struct ListByState {
  std::string programme_id;
  std::string state;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListByState, programme_id, state, limit, cursor)
};

Result<ProgrammeFacts> load_programme(Unit& unit, const std::string& id);
Result<Candidate> load_candidate(Unit& unit, const std::string& id);
Result<PanelMember> load_member(Unit& unit, const std::string& id);
// Staff of selection that see the interviews of a programme.
bool sees_interviews(const Actor& actor, const std::string& programme_id);
// The candidate, for staff who have one of these roles in its programme; hidden from everybody else.
Result<Candidate> load_candidate_for(Unit& unit, const std::string& id, std::initializer_list<std::string_view> roles);
// Nobody decides about what is their own.
Result<Done> expect_not_own(Unit& unit, const std::string& applicant);
// The member, for the shopper herself and for staff; hidden from everybody else.
Result<PanelMember> load_own_member(Unit& unit, const std::string& id);

// Moves the candidate, saves it and tells registration, with the state's text and the given reasons.
Result<Done> move_candidate(Unit& unit, Candidate& candidate, CandidateCommand command, std::vector<std::string> reasons = {}, std::vector<Text> texts = {});
// Tells registration of the candidate's present state.
void tell_candidate(Unit& unit, const Candidate& candidate, std::vector<std::string> reasons, std::vector<Text> texts);

// Moves the member, saves it and tells evaluation; where that leaves a place, a replacement is called (its offer is made).
// The answer: whether a replacement was found for a place that became free.
Result<bool> move_member(Unit& unit, PanelMember& member, MemberCommand command, const std::string& reason);
void tell_member(Unit& unit, const PanelMember& member);
// Makes an offer to a waiting member of the reserve.
Result<Done> make_offer(Unit& unit, PanelMember& member, const std::string& replaces);

// Calls the one of the reserve who keeps every quota beside those who hold a place and is most like the leaver - and for places left open earlier, too.
// Whether somebody was found for the leaver's.
Result<bool> call_replacement(Unit& unit, const PanelMember& leaver);

std::vector<Entrant> entrants(const std::vector<Candidate>& candidates);

}  // namespace shopper::selection
