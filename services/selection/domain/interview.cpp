#include "selection/domain/interview.h"

#include <array>
#include <set>

namespace shopper::selection {
namespace {

using State = InterviewState;
using Command = InterviewCommand;

constexpr std::array<Transition<State, Command>, 5> transitions{{
    {State::booked, Command::score, State::held},
    {State::held, Command::score, State::held},
    {State::held, Command::conclude, State::concluded},
    {State::held, Command::hold, State::held},
    {State::booked, Command::cancel, State::cancelled},
}};

}  // namespace

const Lifecycle<State, Command>& interview_lifecycle() {
  static const Lifecycle<State, Command> lifecycle{transitions};
  return lifecycle;
}

Rubric default_rubric(std::string programme_id) {
  Rubric rubric;
  rubric.id = std::move(programme_id);
  rubric.criteria = {{"credibility", {"المصداقية", "Credibility"}, 5},
                     {"responsibility", {"تحمل المسؤولية", "Responsibility"}, 5},
                     {"public_interest", {"الحرص على المصلحة العامة وتطوير الخدمات", "Interest in the public good and in better services"}, 5}};
  return rubric;
}

Result<Done> check_rubric(const Rubric& rubric) {
  FieldErrors errors;
  errors.check(!rubric.criteria.empty() && rubric.criteria.size() <= 20, "/criteria", "COUNT", {"من 1 إلى 20 معياراً", "From 1 to 20 criteria"});
  std::set<std::string> codes;
  for (std::size_t i = 0; i < rubric.criteria.size(); ++i) {
    const auto& criterion = rubric.criteria[i];
    const auto at = "/criteria/" + std::to_string(i);
    errors.check(!criterion.code.empty() && codes.insert(criterion.code).second, at + "/code", "CODE_NOT_UNIQUE", {"يلزم رمز فريد", "A code of its own is needed"});
    errors.check(criterion.label.complete(), at + "/label", "TEXT_INCOMPLETE", {"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"});
    errors.check(criterion.max >= 1 && criterion.max <= 100, at + "/max", "OUT_OF_RANGE", {"من 1 إلى 100", "From 1 to 100"});
  }
  errors.check(rubric.pass_share > 0 && rubric.pass_share <= 1, "/pass_share", "OUT_OF_RANGE", {"أكبر من 0 وحتى 1", "Above 0, up to 1"});
  errors.check(rubric.hold_share >= 0 && rubric.hold_share <= rubric.pass_share, "/hold_share", "OUT_OF_RANGE", {"من 0 إلى حد النجاح", "From 0 to the pass share"});
  errors.check(rubric.quorum >= 1 && rubric.quorum <= 20, "/quorum", "OUT_OF_RANGE", {"من 1 إلى 20", "From 1 to 20"});
  return errors.result();
}

Result<Done> check_slot(const InterviewSlot& slot) {
  FieldErrors errors;
  errors.check(bool(slot.starts_at), "/starts_at", "REQUIRED", {"هذا الحقل مطلوب", "This field is required"});
  errors.check(slot.ends_at > slot.starts_at, "/ends_at", "RANGE_INVALID", {"يجب أن تكون النهاية بعد البداية", "The end must be after the start"});
  errors.check(slot.capacity >= 1 && slot.capacity <= 100, "/capacity", "OUT_OF_RANGE", {"من 1 إلى 100", "From 1 to 100"});
  errors.check(!slot.committee.empty() && slot.committee.size() <= 20, "/committee", "COUNT", {"من 1 إلى 20 عضواً", "From 1 to 20 members"});
  return errors.result();
}

Result<Done> check_points(const Rubric& rubric, const std::map<std::string, int>& points) {
  FieldErrors errors;
  for (const auto& criterion : rubric.criteria) {
    const auto given = points.find(criterion.code);
    errors.check(given != points.end(), "/points/" + criterion.code, "REQUIRED", {"هذا المعيار مطلوب", "This criterion is required"});
    if (given != points.end())
      errors.check(given->second >= 0 && given->second <= criterion.max, "/points/" + criterion.code, "OUT_OF_RANGE",
                   fill({"من 0 إلى {}", "From 0 to {}"}, {std::to_string(criterion.max)}));
  }
  for (const auto& [code, value] : points) {
    const bool known = std::any_of(rubric.criteria.begin(), rubric.criteria.end(), [&](const Criterion& c) { return c.code == code; });
    errors.check(known, "/points/" + code, "CRITERION_UNKNOWN", {"معيار غير معروف", "This is not a criterion of the rubric"});
  }
  return errors.result();
}

double attained_share(const Rubric& rubric, const std::vector<InterviewScore>& scores) {
  double attained = 0, attainable = 0;
  for (const auto& score : scores)
    for (const auto& criterion : rubric.criteria) {
      const auto given = score.points.find(criterion.code);
      attained += given == score.points.end() ? 0 : given->second;
      attainable += criterion.max;
    }
  return attainable > 0 ? attained / attainable : 0;
}

InterviewOutcome rubric_outcome(const Rubric& rubric, double share) {
  constexpr double rounding = 1e-12;   // 9 of 15 points is a share of 0.6, whatever the last bit says
  if (share + rounding >= rubric.pass_share) return InterviewOutcome::pass;
  return share + rounding >= rubric.hold_share ? InterviewOutcome::hold : InterviewOutcome::fail;
}

}  // namespace shopper::selection
