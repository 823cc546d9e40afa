// Use cases of the panel: offers, code of conduct, training, certification, absence, discipline. Input shapes here.
#pragma once

#include "selection/usecases/shared.h"

namespace shopper::selection {

struct ListPanel {
  std::string id;
  std::string seat;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListPanel, id, seat, limit, cursor)
};
struct MemberAction {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(MemberAction, id, expected_version, reason)
};
struct ExpiredOffers {
  int expired = 0;
  int replaced = 0;
  SHOPPER_FIELDS(ExpiredOffers, expired, replaced)
};
struct PutCodeOfConduct {
  std::string id;
  std::string code_version;
  Text text;
  SHOPPER_FIELDS(PutCodeOfConduct, id, code_version, text)
};
struct SignCode {
  std::string id;
  std::int64_t expected_version = 0;
  std::string code_version;
  std::string sha256;
  SHOPPER_FIELDS(SignCode, id, expected_version, code_version, sha256)
};
struct PutWorkshop {
  std::string id;
  std::string programme_id;
  Text title;
  Instant starts_at;
  int minutes = 0;
  int minutes_needed = 0;
  bool required = false;
  SHOPPER_FIELDS(PutWorkshop, id, programme_id, title, starts_at, minutes, minutes_needed, required)
};
struct ListWorkshops {
  std::string programme_id;
  SHOPPER_FIELDS(ListWorkshops, programme_id)
};
struct RecordAttendance {
  std::string id;
  std::string member_id;
  int minutes = 0;
  SHOPPER_FIELDS(RecordAttendance, id, member_id, minutes)
};
struct Certification {
  std::string id;
  bool certified = false;
  std::vector<MissingItem> missing;
  SHOPPER_FIELDS(Certification, id, certified, missing)
};
struct GetMe {
  SHOPPER_FIELDS(GetMe)
};
struct Duty {
  std::string code;
  std::string member_id;
  Text text;
  Instant due_at;
  SHOPPER_FIELDS(Duty, code, member_id, text, due_at)
};
struct Me {
  std::string subject;
  std::vector<PanelMember> memberships;
  std::vector<Duty> duties;
  SHOPPER_FIELDS(Me, subject, memberships, duties)
};

Result<Page<PanelMember>> list_panel(Unit& unit, const ListPanel& input);
Result<PanelMember> get_panel_member(Unit& unit, const ById& input);
Result<PanelMember> accept_offer(Unit& unit, const MemberAction& input);
Result<PanelMember> decline_offer(Unit& unit, const MemberAction& input);
Result<ExpiredOffers> expire_offers(Unit& unit, const ById& input);
Result<CodeOfConduct> put_code_of_conduct(Unit& unit, const PutCodeOfConduct& input);
Result<CodeOfConduct> get_code_of_conduct(Unit& unit, const ById& input);
Result<PanelMember> sign_code(Unit& unit, const SignCode& input);
Result<Workshop> put_workshop(Unit& unit, const PutWorkshop& input);
Result<Page<Workshop>> list_workshops(Unit& unit, const ListWorkshops& input);
Result<Attendance> record_attendance(Unit& unit, const RecordAttendance& input);
Result<Certification> get_certification(Unit& unit, const ById& input);
Result<PanelMember> certify_member(Unit& unit, const MemberAction& input);
Result<PanelMember> activate_member(Unit& unit, const MemberAction& input);
Result<PanelMember> return_member(Unit& unit, const MemberAction& input);
Result<PanelMember> suspend_member(Unit& unit, const MemberAction& input);
Result<PanelMember> reinstate_member(Unit& unit, const MemberAction& input);
Result<PanelMember> release_member(Unit& unit, const MemberAction& input);
Result<PanelMember> remove_member(Unit& unit, const MemberAction& input);
Result<PanelMember> complete_member(Unit& unit, const MemberAction& input);
Result<Me> get_me(Unit& unit, const GetMe& input);

CodeOfConduct code_of(Unit& unit, const std::string& programme_id);

}  // namespace shopper::selection
