#include "platform/crypto/hash.h"
#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewView> put_interview(Unit& unit, const PutInterview& input) {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  const auto may_book = [&](const Candidate& candidate) { return candidate.applicant == unit.actor.subject || unit.actor.has_role("administrator"); };
  const auto existing = unit.db.find<Interview>("id = :i", {input.id});
  if (existing) {
    SHOPPER_TRY(const auto booked, load_candidate(unit, existing->application_id));
    if (!may_book(booked)) return errors::not_found(input.id);
  }
  SHOPPER_TRY(auto candidate, load_candidate(unit, input.application_id));
  if (!may_book(candidate)) return errors::not_found(input.application_id);
  if (existing) {
    if (existing->application_id == input.application_id && existing->slot_id == input.slot_id) return view_of(unit, *existing);
    return conflict("INTERVIEW_DIFFERS", {"يوجد حجز آخر بهذا المعرّف", "This id has another booking"});
  }
  auto slot = unit.db.find<InterviewSlot>("id = :i", {input.slot_id});
  if (!slot || slot->programme_id != candidate.programme_id) return errors::not_found(input.slot_id);
  if (slot->starts_at <= unit.now) return conflict("SLOT_PAST", {"فات هذا الموعد", "This slot is in the past"});
  // Checked and taken in one transaction: nobody gets the last place twice.
  if (slot->booked >= slot->capacity) return conflict("SLOT_FULL", {"اكتمل هذا الموعد", "This slot is full"});
  const auto rubric = rubric_of(unit.db, candidate.programme_id);
  if (!rubric) return errors::not_found(candidate.programme_id);
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::schedule));
  ++slot->booked;
  unit.db.update(*slot);
  Interview interview;
  interview.id = input.id;
  interview.programme_id = candidate.programme_id;
  interview.application_id = candidate.id;
  interview.slot_id = slot->id;
  interview.rubric_version = rubric->version;
  interview.starts_at = slot->starts_at;
  unit.db.insert(interview);
  return view_of(unit, interview);
}

}  // namespace shopper::selection
