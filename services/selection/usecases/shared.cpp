#include "selection/usecases/shared.h"

#include <set>

namespace shopper::selection {
namespace {

// Events (docs/EVENTS.md).
struct CandidateStateChanged {
  std::string application_id;
  std::string programme_id;
  CandidateState state;
  std::vector<std::string> reasons;
  std::vector<Text> texts;
  int admission = 1;
  SHOPPER_FIELDS(CandidateStateChanged, application_id, programme_id, state, reasons, texts, admission)
};
struct MemberChanged {
  std::string member_id;
  std::string programme_id;
  std::string application_id;
  std::string shopper;
  MemberState state;
  bool certified;
  std::map<std::string, std::string> features;
  std::vector<std::string> conflicts;
  Date absent_from;
  Date absent_to;
  SHOPPER_FIELDS(MemberChanged, member_id, programme_id, application_id, shopper, state, certified, features, conflicts, absent_from, absent_to)
};

Entrant entrant(const PanelMember& member) { return {member.id, member.features, member.household, member.employer}; }

}  // namespace

Result<ProgrammeFacts> load_programme(Unit& unit, const std::string& id) {
  auto programme = unit.db.find<ProgrammeFacts>("id = :i", {id});
  if (!programme) return errors::not_found(id);
  return std::move(*programme);
}

Result<Candidate> load_candidate(Unit& unit, const std::string& id) {
  auto candidate = unit.db.find<Candidate>("id = :i", {id});
  if (!candidate) return errors::not_found(id);
  return std::move(*candidate);
}

bool sees_interviews(const Actor& actor, const std::string& programme_id) { return actor.acts_in({"administrator", "interviewer", "auditor"}, programme_id); }

Result<Candidate> load_candidate_for(Unit& unit, const std::string& id, std::initializer_list<std::string_view> roles) {
  SHOPPER_TRY(auto candidate, load_candidate(unit, id));
  if (!unit.actor.acts_in(roles, candidate.programme_id)) return errors::not_found(id);
  return candidate;
}

Result<Done> expect_not_own(Unit& unit, const std::string& applicant) {
  if (applicant == unit.actor.subject) return conflict("OWN_APPLICATION", {"لا يحكم أحد في طلبه", "Nobody decides about an application of their own"});
  return Done{};
}

Result<PanelMember> load_member(Unit& unit, const std::string& id) {
  auto member = unit.db.find<PanelMember>("id = :i", {id});
  if (!member) return errors::not_found(id);
  return std::move(*member);
}

Result<PanelMember> load_own_member(Unit& unit, const std::string& id) {
  SHOPPER_TRY(auto member, load_member(unit, id));
  const bool staff = unit.actor.acts_in({"administrator", "analyst", "auditor"}, member.programme_id);
  if (member.shopper != unit.actor.subject && !staff) return errors::not_found(id);
  return member;
}

void tell_candidate(Unit& unit, const Candidate& candidate, std::vector<std::string> reasons, std::vector<Text> texts) {
  texts.insert(texts.begin(), state_text(candidate.state));
  unit.emit("candidate.state_changed", candidate.id,
            CandidateStateChanged{candidate.id, candidate.programme_id, candidate.state, std::move(reasons), std::move(texts), candidate.admission});
}

Result<Done> move_candidate(Unit& unit, Candidate& candidate, CandidateCommand command, std::vector<std::string> reasons, std::vector<Text> texts) {
  SHOPPER_TRY(candidate.state, candidate_lifecycle().next(candidate.state, command));
  ++candidate.version;
  candidate.updated_at = unit.now;
  unit.db.update(candidate);
  // Withdrawal came from registration, which knows it.
  if (command != CandidateCommand::withdraw) tell_candidate(unit, candidate, std::move(reasons), std::move(texts));
  return Done{};
}

void tell_member(Unit& unit, const PanelMember& member) {
  unit.emit("member.changed", member.id,
            MemberChanged{member.id, member.programme_id, member.id, member.shopper, member.state, bool(member.certified_at), member.features, member.conflicts,
                          member.absent_from, member.absent_to});
}

Result<bool> move_member(Unit& unit, PanelMember& member, MemberCommand command, const std::string& reason) {
  const auto before = member.state;
  SHOPPER_TRY(auto after, member_lifecycle().next(before, command));
  if (command == MemberCommand::suspend) member.before_suspension = before;
  if (command == MemberCommand::reinstate) {
    after = member.before_suspension;
    // Back on duty: if it was an absence that suspended her, it is over or did not come about. One declared besides still stands.
    if (after != MemberState::absent && member.reason == "NOTICE_absence") member.absent_from = member.absent_to = {};
  }
  member.state = after;
  member.reason = reason;
  ++member.version;
  member.updated_at = unit.now;
  unit.db.update(member);
  if (before >= MemberState::accepted || after >= MemberState::accepted) tell_member(unit, member);
  if (!vacates_place(before, after)) return false;
  return call_replacement(unit, member);
}

Result<bool> call_replacement(Unit& unit, const PanelMember& leaver) {
  const auto plan = unit.db.find<QuotaPlan>("id = :i", {leaver.programme_id});
  if (!plan) return false;
  std::vector<PanelMember> leavers;
  std::vector<Entrant> remaining, reserve;
  std::map<std::string, PanelMember> waiting;
  std::set<std::string> replaced;
  const auto members = all_members(unit.db, leaver.programme_id);
  for (const auto& member : members) replaced.insert(member.replaces);
  // A place is passed on once: who comes back and leaves again has left it to her replacement, or to that one's.
  if (!replaced.contains(leaver.id)) leavers.push_back(leaver);
  for (const auto& member : members) {
    if (holds_place(member.state)) remaining.push_back(entrant(member));
    else if (member.seat == Seat::panel && member.state != MemberState::completed && member.id != leaver.id && !replaced.contains(member.id)) leavers.push_back(member);
    else if (member.seat == Seat::reserve && member.state == MemberState::waiting) {
      reserve.push_back(entrant(member));
      waiting.emplace(member.id, member);
    }
  }
  bool found = false;
  // Places that nobody could take before may have somebody now: the panel is another one.
  for (const auto& place : leavers) {
    // Who replaced a suspended member stays when that one comes back; whoever of them leaves then leaves no place empty.
    if (remaining.size() >= static_cast<std::size_t>(plan->panel_size)) break;
    const auto chosen = choose_replacement(entrant(place), remaining, reserve, *plan);
    if (!chosen) continue;
    auto& called = waiting.at(*chosen);
    SHOPPER_CHECK(make_offer(unit, called, place.id));
    remaining.push_back(entrant(called));
    std::erase_if(reserve, [&](const Entrant& one) { return one.id == *chosen; });
    found |= place.id == leaver.id;
  }
  return found;
}

Result<Done> make_offer(Unit& unit, PanelMember& member, const std::string& replaces) {
  SHOPPER_TRY(auto candidate, load_candidate(unit, member.id));
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::select));
  member.seat = Seat::panel;
  member.replaces = replaces;
  member.offer_expires_at = end_of_day(unit.today().plus_days(offer_days));
  SHOPPER_CHECK(move_member(unit, member, MemberCommand::offer, ""));
  return Done{};
}

std::vector<Entrant> entrants(const std::vector<Candidate>& candidates) {
  std::vector<Entrant> all;
  for (const auto& candidate : candidates) all.push_back({candidate.id, candidate.features, candidate.household, candidate.employer});
  return all;
}

}  // namespace shopper::selection
