#include "registration/usecases/applications.h"

namespace shopper::registration {
namespace {

ApplicationFacts facts_of(const Application& application) {
  return {application.id, application.programme_id, application.applicant, application.features, conflicts_of(application.details), application.household_key, application.employer_key, application.admission};
}

}  // namespace

void admit(Unit& unit, Application& application) {
  ++application.admission;
  unit.emit("application.eligible", application.id, facts_of(application));
}

Result<Done> judge_and_tell(Unit& unit, const Programme& programme, Application& application, bool first) {
  application.verdict = judge(programme, application, person_facts(unit.db, application), unit.now);
  application.features = derive_features(programme, application.details, qatar_date(application.submitted_at));
  const auto before = application.state;
  SHOPPER_TRY(application.state, application_lifecycle().next(before, application.verdict.eligible ? ApplicationCommand::judge_eligible : ApplicationCommand::judge_ineligible));
  TimelineEntry entry{unit.now, application.state, {}, {}};
  for (const auto& rule : application.verdict.rules)
    if (rule.outcome != RuleOutcome::passed) {
      entry.reasons.push_back(rule.rule);
      entry.texts.push_back(rule.text);
    }
  if (!first || application.state != before) append_timeline(unit.db, application.id, entry);
  if (application.verdict.eligible && first)
    admit(unit, application);
  else if (application.verdict.eligible)
    unit.emit("application.features_changed", application.id, facts_of(application));
  else if (!first)
    unit.emit("application.withdrawn", application.id, ApplicationWithdrawn{application.id, application.programme_id});
  return Done{};
}

Result<Application> submit_application(Unit& unit, const ByIdAndVersion& input) {
  SHOPPER_TRY(auto application, load_own(unit, input.id));
  SHOPPER_CHECK(expect_version(application.version, input.expected_version));
  SHOPPER_TRY(application.state, application_lifecycle().next(application.state, ApplicationCommand::submit));
  SHOPPER_TRY(auto programme, load_programme(unit, application.programme_id));
  if (!may_submit(programme, application.created_at, unit.now)) return window_refusal(programme, unit.now);
  SHOPPER_CHECK(check_complete(application.details, "/details"));
  ++application.version;
  application.submitted_at = application.updated_at = unit.now;
  if (application.details.consent_notice_version == programme.consent_notice.version) record_consent(unit.db, application.id, programme.consent_notice, application.consented_at);
  append_timeline(unit.db, application.id, {unit.now, application.state, {}, {{"قُدّم الطلب", "The application was submitted"}}});
  SHOPPER_CHECK(judge_and_tell(unit, programme, application, true));
  unit.db.update(application);
  return application;
}

}  // namespace shopper::registration
