#include "evaluation/domain/assignment.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace shopper::evaluation::domain {
namespace {

using S = AssignmentState;
using C = AssignmentCommand;
constexpr std::array transitions{
    Transition<S, C>{S::planned, C::offer, S::offered},         Transition<S, C>{S::planned, C::cancel, S::cancelled},
    Transition<S, C>{S::offered, C::accept, S::accepted},       Transition<S, C>{S::offered, C::decline, S::declined},
    Transition<S, C>{S::offered, C::expire, S::expired},        Transition<S, C>{S::offered, C::reassign, S::reassigned},
    Transition<S, C>{S::offered, C::cancel, S::cancelled},      Transition<S, C>{S::declined, C::reassign, S::reassigned},
    Transition<S, C>{S::declined, C::cancel, S::cancelled},     Transition<S, C>{S::expired, C::reassign, S::reassigned},
    Transition<S, C>{S::expired, C::cancel, S::cancelled},      Transition<S, C>{S::accepted, C::start, S::in_progress},
    Transition<S, C>{S::accepted, C::reassign, S::reassigned},  Transition<S, C>{S::accepted, C::cancel, S::cancelled},
    Transition<S, C>{S::in_progress, C::submit, S::submitted},  Transition<S, C>{S::in_progress, C::reassign, S::reassigned},
    Transition<S, C>{S::in_progress, C::cancel, S::cancelled},  Transition<S, C>{S::submitted, C::close, S::closed},
    Transition<S, C>{S::submitted, C::redo, S::reassigned},     // its report was rejected: the visit is still to be made
};

int days_apart(Date a, Date b) { return std::abs(a.days_since_epoch() - b.days_since_epoch()); }

Error refuse_rule(std::string code, Text text) { return conflict(std::move(code), std::move(text)); }

}  // namespace

const Lifecycle<AssignmentState, AssignmentCommand>& assignment_lifecycle() {
  static constexpr Lifecycle<AssignmentState, AssignmentCommand> lifecycle(transitions);
  return lifecycle;
}

Result<Done> check_candidacy(const Candidacy& c) {
  const auto& m = c.member;
  const auto& visits = c.visits;
  const Date on = c.mission.due_on;
  const auto rotation = [&](std::int64_t days, auto same_place) {
    return std::ranges::any_of(visits, [&](const Visit& v) { return same_place(v) && days_apart(v.on, on) < days; });
  };
  const auto same_branch = [&](const Visit& v) { return !c.mission.branch_id.empty() && v.branch_id == c.mission.branch_id; };
  const auto same_entity = [&](const Visit& v) { return v.entity_id == c.mission.entity_id; };
  const auto open_missions = std::ranges::count_if(visits, [](const Visit& v) { return v.mission && v.open; });
  const auto this_month = std::ranges::count_if(visits, [&](const Visit& v) {
    return v.mission && same_entity(v) && v.branch_id == c.mission.branch_id && v.on.year == on.year && v.on.month == on.month;
  });

  if (!m.certified) return refuse_rule("MEMBER_NOT_CERTIFIED", {"المتطوع لم يجتز التأهيل بعد", "The volunteer is not certified"});
  if (m.state != MemberState::certified && m.state != MemberState::active && m.state != MemberState::absent)
    return refuse_rule("MEMBER_NOT_ACTIVE", fill({"حالة المتطوع هي {}", "The volunteer is {}"}, {std::string(to_string(m.state))}));
  if (absent_between(m, c.mission.window_from, c.mission.due_on) || (m.state == MemberState::absent && !m.absent_from))
    return refuse_rule("MEMBER_ABSENT", {"المتطوع غائب في فترة المهمة", "The volunteer is away in the window of the mission"});
  if (std::ranges::find(m.conflicts, c.entity_code) != m.conflicts.end())
    return refuse_rule("CONFLICT_OF_INTEREST", {"للمتطوع صلة بهذه الجهة", "The volunteer has a tie to this entity"});
  if (c.identified) return refuse_rule("SHOPPER_IDENTIFIED", {"سبق التعرّف على المتطوع في هذا المكان", "The volunteer has been recognised there"});
  if (rotation(c.policy.branch_rotation_days, same_branch))
    return refuse_rule("ROTATION_BRANCH", fill({"لم تمضِ {} يومًا منذ زيارة الفرع", "{} days must pass between visits of one branch"}, {std::to_string(c.policy.branch_rotation_days)}));
  if (rotation(c.policy.entity_rotation_days, same_entity))
    return refuse_rule("ROTATION_ENTITY", fill({"لم تمضِ {} يومًا منذ زيارة الجهة", "{} days must pass between visits of one entity"}, {std::to_string(c.policy.entity_rotation_days)}));
  if (open_missions >= c.policy.concurrent_missions)
    return refuse_rule("LIMIT_CONCURRENT", fill({"للمتطوع {} مهام مفتوحة وهو الحد", "The volunteer has {} open missions, which is the limit"}, {std::to_string(open_missions)}));
  if (this_month >= c.policy.pair_missions_per_month)
    return refuse_rule("LIMIT_PAIR_MONTH", {"بلغ المتطوع حد المهام في هذا الفرع هذا الشهر", "The volunteer has reached the limit of missions there this month"});
  return Done{};
}

void check_window(const Assignment& mission, Date today, FieldErrors& errors) {
  if (!mission.due_on || !mission.due_on.valid()) return errors.add("/due_on", "DUE_DATE_MISSING", {"تاريخ الاستحقاق مطلوب", "The due date is needed"});
  errors.check(mission.due_on >= today, "/due_on", "DUE_DATE_PAST", {"تاريخ الاستحقاق مضى", "The due date is over"});
  errors.check(mission.window_from <= mission.due_on, "/window_from", "WINDOW_REVERSED", {"بداية الفترة بعد نهايتها", "The window begins after it ends"});
}

Result<Done> check_reporter(const Member* member, std::string_view entity_code) {
  if (!member) return refuse_rule("NOT_A_MEMBER", {"لست عضوًا في فريق هذا البرنامج", "You are not a member of this programme's panel"});
  if (!member->certified) return refuse_rule("MEMBER_NOT_CERTIFIED", {"لم تجتز التأهيل بعد", "You are not certified yet"});
  if (!may_report(*member)) return refuse_rule("MEMBER_NOT_ACTIVE", fill({"حالة عضويتك هي {}", "Your membership is {}"}, {std::string(to_string(member->state))}));
  if (std::ranges::find(member->conflicts, entity_code) != member->conflicts.end())
    return refuse_rule("CONFLICT_OF_INTEREST", {"لك صلة معلنة بهذه الجهة", "You have declared a tie to this entity"});
  return Done{};
}

}  // namespace shopper::evaluation::domain
