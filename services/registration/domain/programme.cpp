#include "registration/domain/programme.h"

#include <array>
#include <set>

#include "registration/domain/words.h"

namespace shopper::registration {
namespace {

constexpr std::array<Transition<ProgrammeState, ProgrammeCommand>, 5> transitions{{
    {ProgrammeState::draft, ProgrammeCommand::change, ProgrammeState::draft},
    {ProgrammeState::draft, ProgrammeCommand::publish, ProgrammeState::published},
    {ProgrammeState::published, ProgrammeCommand::extend, ProgrammeState::published},
    {ProgrammeState::published, ProgrammeCommand::close, ProgrammeState::closed},
    // A window closed by mistake, or a pool found too small, is opened again with a later last day.
    {ProgrammeState::closed, ProgrammeCommand::extend, ProgrammeState::published},
}};

const Text both_languages{"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"};

void check_text(FieldErrors& errors, const Text& text, const std::string& pointer, bool complete) {
  if (complete) errors.check(text.complete(), pointer, "TEXT_INCOMPLETE", both_languages);
}

void check_feature(FieldErrors& errors, const Feature& feature, const std::string& at, bool complete) {
  errors.check(!feature.code.empty(), at + "/code", "REQUIRED", required);
  check_text(errors, feature.label, at + "/label", complete);
  errors.check(!feature.values.empty() && feature.values.size() <= feature_value_count_max, at + "/values", "VALUES_COUNT",
               {"يلزم من 1 إلى 60 قيمة", "Between 1 and 60 values are needed"});
  std::set<std::string> codes, members;
  for (std::size_t i = 0; i < feature.values.size(); ++i) {
    const auto& value = feature.values[i];
    const auto here = at + "/values/" + std::to_string(i);
    errors.check(!value.code.empty() && codes.insert(value.code).second, here + "/code", "CODE_NOT_UNIQUE",
                 {"يلزم رمز فريد لكل قيمة", "Each value needs a code of its own"});
    check_text(errors, value.label, here + "/label", complete);
    for (const auto& member : value.members)
      errors.check(members.insert(member).second, here + "/members", "MEMBER_TWICE",
                   fill({"العضو {} مذكور في أكثر من قيمة", "The member {} is in more than one value"}, {member}));
    errors.check(value.min >= 0 && value.max >= 0 && (value.max == 0 || value.min <= value.max), here + "/min", "RANGE_INVALID",
                 {"النطاق غير صحيح", "The range is not valid"});
  }
}

}  // namespace

const Lifecycle<ProgrammeState, ProgrammeCommand>& programme_lifecycle() {
  static const Lifecycle<ProgrammeState, ProgrammeCommand> lifecycle{transitions};
  return lifecycle;
}

Result<Done> check_programme(const ProgrammeDetails& details, bool complete) {
  FieldErrors errors;
  errors.check(!details.code.empty() && details.code.size() <= 40, "/code", "REQUIRED", {"يلزم رمز من 1 إلى 40 حرفاً", "A code of 1 to 40 characters is needed"});
  check_text(errors, details.title, "/title", true);
  check_text(errors, details.summary, "/summary", complete);
  for (std::size_t i = 0; i < details.conditions.size(); ++i) check_text(errors, details.conditions[i], "/conditions/" + std::to_string(i), complete);
  for (std::size_t i = 0; i < details.responsibilities.size(); ++i)
    check_text(errors, details.responsibilities[i], "/responsibilities/" + std::to_string(i), complete);
  errors.check(bool(details.opens_on), "/opens_on", "REQUIRED", required);
  errors.check(bool(details.closes_on), "/closes_on", "REQUIRED", required);
  errors.check(details.opens_on <= details.closes_on, "/closes_on", "WINDOW_INVALID", {"يجب ألا يسبق يوم الإغلاق يوم الفتح", "The last day must not be before the first"});
  errors.check(details.panel_size >= 1 && details.panel_size <= panel_size_max, "/panel_size", "OUT_OF_RANGE", {"من 1 إلى 1000", "From 1 to 1000"});
  errors.check(details.reserve_size >= 0 && details.reserve_size <= panel_size_max, "/reserve_size", "OUT_OF_RANGE", {"من 0 إلى 1000", "From 0 to 1000"});
  errors.check(details.policy.minimum_age_years >= 0 && details.policy.minimum_age_years <= 120, "/policy/minimum_age_years", "OUT_OF_RANGE", {"من 0 إلى 120", "From 0 to 120"});
  errors.check(details.policy.minimum_residency_months >= 0 && details.policy.minimum_residency_months <= 600, "/policy/minimum_residency_months", "OUT_OF_RANGE",
               {"من 0 إلى 600", "From 0 to 600"});
  errors.check(details.features.size() <= feature_count_max, "/features", "TOO_MANY", {"12 سمة على الأكثر", "At most 12 features"});
  std::set<std::string> codes;
  for (std::size_t i = 0; i < details.features.size(); ++i) {
    const auto at = "/features/" + std::to_string(i);
    check_feature(errors, details.features[i], at, complete);
    errors.check(codes.insert(details.features[i].code).second, at + "/code", "CODE_NOT_UNIQUE", {"يلزم رمز فريد لكل سمة", "Each feature needs a code of its own"});
  }
  if (complete) {
    errors.check(!details.conditions.empty(), "/conditions", "REQUIRED", required);
    errors.check(!details.consent_notice.version.empty(), "/consent_notice/version", "REQUIRED", required);
    check_text(errors, details.consent_notice.text, "/consent_notice/text", true);
    errors.check(!details.contact_email.empty(), "/contact_email", "REQUIRED", required);
  }
  return errors.result();
}

bool window_open(const Programme& programme, Instant now) {
  return programme.state == ProgrammeState::published && now >= start_of_day(programme.opens_on) && now < end_of_day(programme.closes_on);
}

Error window_refusal(const Programme& programme, Instant now) {
  if (programme.state == ProgrammeState::draft) return errors::not_found(programme.id);
  if (programme.state == ProgrammeState::closed) return conflict("WINDOW_CLOSED", {"أُغلق باب التسجيل", "Registration is closed"});
  if (now < start_of_day(programme.opens_on))
    return conflict("WINDOW_NOT_OPEN", fill({"يبدأ التسجيل في {}", "Registration opens on {}"}, {programme.opens_on.iso()}));
  return conflict("WINDOW_CLOSED", fill({"انتهى التسجيل في {}", "Registration ended on {}"}, {programme.closes_on.iso()}));
}

bool may_submit(const Programme& programme, Instant started, Instant now) {
  if (window_open(programme, now)) return true;
  const auto end = programme.state == ProgrammeState::closed ? std::min(programme.closed_at, end_of_day(programme.closes_on)) : end_of_day(programme.closes_on);
  return programme.state != ProgrammeState::draft && started >= start_of_day(programme.opens_on) && started < end && now >= end &&
         now < end.plus(std::chrono::minutes(programme.policy.draft_grace_minutes));
}

}  // namespace shopper::registration
