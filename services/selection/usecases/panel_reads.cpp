#include "selection/usecases/members.h"

#include <charconv>

namespace shopper::selection {

Result<Page<PanelMember>> list_panel(Unit& unit, const ListPanel& input) {
  SHOPPER_CHECK(load_programme(unit, input.id));
  if (!unit.actor.acts_in({"administrator", "analyst", "auditor"}, input.id)) return errors::not_found(input.id);
  FieldErrors errors;
  errors.check(input.seat.empty() || input.seat == "panel" || input.seat == "reserve", "/seat", "SEAT_UNKNOWN", {"panel أو reserve", "panel or reserve"});
  SHOPPER_CHECK(errors.result());
  const int limit = page_limit(input.limit);
  std::int64_t after = 0;
  if (!input.cursor.empty()) std::from_chars(input.cursor.data(), input.cursor.data() + input.cursor.size(), after);
  return make_page(list_members(unit.db, input.id, input.seat == "reserve" ? Seat::reserve : Seat::panel, after, limit + 1), limit,
                   [](const PanelMember& last) { return std::to_string(last.rank); });
}

Result<PanelMember> get_panel_member(Unit& unit, const ById& input) { return load_own_member(unit, input.id); }

Result<Me> get_me(Unit& unit, const GetMe&) {
  Me me{unit.actor.subject, memberships_of(unit.db, unit.actor.subject), {}};
  for (const auto& member : me.memberships) {
    if (member.state == MemberState::offered)
      me.duties.push_back({"ANSWER_OFFER", member.id, {"أجب عن العرض", "Answer the offer"}, member.offer_expires_at});
    if (member.state == MemberState::accepted || member.state == MemberState::onboarding)
      for (const auto& item : missing_for_certification(member, code_of(unit, member.programme_id), workshops_of(unit.db, member.programme_id), attendance_of(unit.db, member.id)))
        me.duties.push_back({item.code, member.id, item.text, {}});
    if (member.state == MemberState::absent)
      me.duties.push_back({"REPORT_BACK", member.id, {"أبلغ عن عودتك", "Report when you are back"}, end_of_day(member.absent_to)});
  }
  return me;
}

}  // namespace shopper::selection
