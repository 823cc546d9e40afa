#include "platform/crypto/hash.h"
#include "selection/usecases/members.h"

namespace shopper::selection {

Result<Workshop> put_workshop(Unit& unit, const PutWorkshop& input) {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  SHOPPER_CHECK(load_programme(unit, input.programme_id));
  Workshop workshop{input.id, input.programme_id, input.title, input.starts_at, input.minutes, input.minutes_needed, input.required};
  SHOPPER_CHECK(check_workshop(workshop));
  unit.db.upsert(workshop);
  return workshop;
}

Result<Page<Workshop>> list_workshops(Unit& unit, const ListWorkshops& input) {
  Page<Workshop> page;
  page.items = workshops_of(unit.db, input.programme_id);
  return page;
}

Result<Attendance> record_attendance(Unit& unit, const RecordAttendance& input) {
  const auto workshop = unit.db.find<Workshop>("id = :i", {input.id});
  if (!workshop) return errors::not_found(input.id);
  SHOPPER_TRY(auto member, load_member(unit, input.member_id));
  SHOPPER_CHECK(expect_not_own(unit, member.shopper));
  FieldErrors errors;
  errors.check(member.programme_id == workshop->programme_id, "/member_id", "OTHER_PROGRAMME", {"العضو في برنامج آخر", "The member belongs to another programme"});
  errors.check(input.minutes >= 0 && input.minutes <= workshop->minutes, "/minutes", "OUT_OF_RANGE", {"من 0 إلى مدة الورشة", "From 0 to the length of the workshop"});
  SHOPPER_CHECK(errors.result());
  Attendance attendance{workshop->id, member.id, input.minutes, input.minutes >= workshop->minutes_needed};
  put_attendance(unit.db, attendance);
  return attendance;
}

}  // namespace shopper::selection
