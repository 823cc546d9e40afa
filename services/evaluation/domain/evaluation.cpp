#include "evaluation/domain/evaluation.h"

#include <array>

namespace shopper::evaluation::domain {
namespace {

using S = EvaluationState;
using C = EvaluationCommand;
constexpr std::array transitions{
    Transition<S, C>{S::draft, C::save, S::draft},
    Transition<S, C>{S::draft, C::submit, S::submitted},
    Transition<S, C>{S::submitted, C::take_up, S::in_review},
    Transition<S, C>{S::submitted, C::return_to_author, S::returned},
    Transition<S, C>{S::returned, C::resubmit, S::resubmitted},
    Transition<S, C>{S::resubmitted, C::take_up, S::in_review},
    Transition<S, C>{S::resubmitted, C::return_to_author, S::returned},
    Transition<S, C>{S::in_review, C::return_to_author, S::returned},
    Transition<S, C>{S::in_review, C::hold, S::on_hold},
    Transition<S, C>{S::in_review, C::approve, S::approved},
    Transition<S, C>{S::in_review, C::reject, S::rejected},
    Transition<S, C>{S::in_review, C::exclude, S::excluded},
    Transition<S, C>{S::on_hold, C::take_up, S::in_review},
    Transition<S, C>{S::on_hold, C::return_to_author, S::returned},
    Transition<S, C>{S::on_hold, C::approve, S::approved},
    Transition<S, C>{S::on_hold, C::reject, S::rejected},
    Transition<S, C>{S::on_hold, C::exclude, S::excluded},
    Transition<S, C>{S::approved, C::release, S::released},
    Transition<S, C>{S::released, C::appeal, S::appealed},
    Transition<S, C>{S::released, C::lock, S::locked},
    Transition<S, C>{S::appealed, C::uphold, S::upheld},
    Transition<S, C>{S::appealed, C::amend, S::amended},
    Transition<S, C>{S::appealed, C::annul, S::annulled},
    Transition<S, C>{S::upheld, C::lock, S::locked},
    Transition<S, C>{S::amended, C::lock, S::locked},
    Transition<S, C>{S::annulled, C::lock, S::locked},
};

}  // namespace

const Lifecycle<EvaluationState, EvaluationCommand>& evaluation_lifecycle() {
  static constexpr Lifecycle<EvaluationState, EvaluationCommand> lifecycle(transitions);
  return lifecycle;
}

FieldErrors differences(const Evaluation& kept, const Evaluation& sent) {
  FieldErrors errors;
  const auto compare = [&](const char* pointer, const auto& a, const auto& b) {
    errors.check(a == b, pointer, "DIFFERS", {"يختلف عمّا هو محفوظ", "Differs from what is kept"});
  };
  compare("/programme_id", kept.programme_id, sent.programme_id);
  compare("/assignment_id", kept.assignment_id, sent.assignment_id);
  compare("/entity_id", kept.entity_id, sent.entity_id);
  compare("/branch_id", kept.branch_id, sent.branch_id);
  compare("/service_id", kept.service_id, sent.service_id);
  compare("/channel", kept.channel, sent.channel);
  compare("/form_id", kept.form_id, sent.form_id);
  compare("/form_version", kept.form_version, sent.form_version);
  compare("/visited_on", kept.visited_on, sent.visited_on);
  compare("/visit_ended_at", kept.visit_ended_at, sent.visit_ended_at);
  compare("/answers", kept.answers, sent.answers);
  return errors;
}

void check_visit(const Evaluation& evaluation, Instant now, const Policy& policy, FieldErrors& errors) {
  const auto today = qatar_date(now);
  const auto& on = evaluation.visited_on;
  if (!on || !on.valid()) return errors.add("/visited_on", "VISIT_DATE_MISSING", {"تاريخ الزيارة مطلوب", "The day of the visit is needed"});
  errors.check(on <= today, "/visited_on", "VISIT_IN_FUTURE", {"تاريخ الزيارة في المستقبل", "The visit lies in the future"});
  errors.check(on >= today.plus_days(-static_cast<int>(policy.report_age_days)), "/visited_on", "VISIT_TOO_OLD",
               fill({"تُقبل التقارير خلال {} يومًا من الزيارة", "A visit is reported within {} days"}, {std::to_string(policy.report_age_days)}));
  errors.check(!evaluation.visit_ended_at || (evaluation.visit_ended_at <= now && qatar_date(evaluation.visit_ended_at) >= on &&
                                              qatar_date(evaluation.visit_ended_at) <= on.plus_days(1)),
               "/visit_ended_at", "VISIT_END_INVALID", {"وقت نهاية الزيارة لا يوافق يومها", "The end of the visit does not match its day"});
}

std::vector<std::string> submission_flags(const Evaluation& evaluation, const Assignment* mission, Instant now, const Policy& policy) {
  std::vector<std::string> flags;
  if (mission && qatar_date(now) > mission->due_on) flags.emplace_back("LATE");
  if (evaluation.visit_ended_at && now > evaluation.visit_ended_at.plus(std::chrono::minutes(policy.report_delay_minutes))) flags.emplace_back("REPORT_DELAYED");
  return flags;
}

std::string month_of(Date date) { return date.iso().substr(0, 7); }

}  // namespace shopper::evaluation::domain
