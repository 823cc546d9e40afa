#include "platform/crypto/hash.h"
#include "selection/usecases/interviews.h"

namespace shopper::selection {

Result<InterviewSlot> put_interview_slot(Unit& unit, const PutInterviewSlot& input) {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  SHOPPER_CHECK(load_programme(unit, input.programme_id));
  InterviewSlot slot{input.id, input.programme_id, input.starts_at, input.ends_at, input.place, input.capacity, 0, input.committee};
  SHOPPER_CHECK(check_slot(slot));
  if (auto existing = unit.db.find<InterviewSlot>("id = :i", {input.id})) {
    slot.booked = existing->booked;
    if (codec::to_json(slot) == codec::to_json(*existing)) return slot;
    if (existing->booked > 0) return conflict("SLOT_BOOKED", {"الموعد محجوز ولا يمكن تغييره", "The slot is booked and cannot be changed"});
    unit.db.update(slot);
    return slot;
  }
  unit.db.insert(slot);
  return slot;
}

Result<Page<InterviewSlot>> list_interview_slots(Unit& unit, const ListOfProgramme& input) {
  const int limit = page_limit(input.limit);
  const bool staff = sees_interviews(unit.actor, input.programme_id);
  auto page = make_page(list_slots(unit.db, input.programme_id, !staff, input.cursor, limit + 1), limit, [](const InterviewSlot& last) { return last.id; });
  if (!staff)
    for (auto& slot : page.items) slot.committee.clear();
  return page;
}

}  // namespace shopper::selection
