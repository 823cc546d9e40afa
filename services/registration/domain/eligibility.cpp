#include "registration/domain/eligibility.h"

#include <cstdlib>

namespace shopper::registration {
namespace {

RuleVerdict verdict(std::string rule, RuleOutcome outcome, std::map<std::string, std::string> inputs, Text text) {
  return {std::move(rule), outcome, std::move(inputs), std::move(text)};
}
RuleOutcome pass_if(bool holds) { return holds ? RuleOutcome::passed : RuleOutcome::failed; }
RuleOutcome review_unless(bool holds) { return holds ? RuleOutcome::passed : RuleOutcome::review; }

RuleVerdict age_rule(const Programme& programme, const ApplicationDetails& details, Date on) {
  const int age = details.date_of_birth ? age_in_years(details.date_of_birth, on) : -1;
  const auto minimum = std::to_string(programme.policy.minimum_age_years);
  const bool holds = age >= programme.policy.minimum_age_years;
  return verdict("AGE_MINIMUM", pass_if(holds), {{"age_years", std::to_string(age)}, {"minimum_years", minimum}, {"reference_day", on.iso()}},
                 holds ? fill({"العمر {} سنة في {}، والحد الأدنى {}", "Aged {} on {}; the minimum is {}"}, {std::to_string(age), on.iso(), minimum})
                       : fill({"يجب ألا يقل العمر عن {} سنة في {}", "You must be at least {} years old on {}"}, {minimum, on.iso()}));
}

RuleVerdict residency_rule(const Programme& programme, const ApplicationDetails& details, Date on) {
  if (details.residency == Residency::citizen)
    return verdict("RESIDENCY_MINIMUM", RuleOutcome::passed, {{"residency", "citizen"}}, {"مواطن قطري", "A citizen"});
  const auto months = std::to_string(programme.policy.minimum_residency_months);
  const bool holds = details.resident_since && details.resident_since.plus_months(programme.policy.minimum_residency_months) <= on;
  return verdict("RESIDENCY_MINIMUM", pass_if(holds),
                 {{"residency", std::string(to_string(details.residency))}, {"resident_since", details.resident_since.iso()}, {"minimum_months", months}, {"reference_day", on.iso()}},
                 holds ? fill({"مقيم منذ {}، والحد الأدنى {} شهراً", "Resident since {}; the minimum is {} months"}, {details.resident_since.iso(), months})
                       : fill({"يجب أن تكون مواطناً أو مقيماً منذ {} شهراً على الأقل في {}", "You must be a citizen, or resident for at least {} months on {}"},
                              {months, on.iso()}));
}

RuleVerdict declarations_rule(const ApplicationDetails& details) {
  const auto& given = details.declarations;
  const bool holds = given.truthful && given.impartial && given.confidential && given.available_for_training;
  return verdict("DECLARATIONS_COMPLETE", pass_if(holds), {{"complete", holds ? "yes" : "no"}},
                 holds ? Text{"قُدّمت جميع الإقرارات", "All declarations were made"}
                       : Text{"يلزم الإقرار بالصدق والحياد والسرية والتفرغ للتدريب", "Truthfulness, impartiality, confidentiality and availability for training must be declared"});
}

RuleVerdict conflicts_rule(const ApplicationDetails& details) {
  const bool holds = details.declarations.conflicts_complete;
  return verdict("CONFLICTS_DECLARED", pass_if(holds), {{"declared_entities", std::to_string(conflicts_of(details).size())}},
                 holds ? Text{"إقرار تضارب المصالح مكتمل", "The declaration of conflicts of interest is complete"}
                       : Text{"يلزم إكمال إقرار تضارب المصالح، ولو لم يوجد تضارب", "Complete the declaration of conflicts of interest, also when there is none"});
}

RuleVerdict consent_rule(const Programme& programme, const ApplicationDetails& details) {
  const bool holds = details.consent_notice_version == programme.consent_notice.version;
  return verdict("CONSENT_CURRENT", pass_if(holds), {{"notice", programme.consent_notice.version}, {"consented", details.consent_notice_version}},
                 holds ? Text{"وُوفق على إشعار الخصوصية الحالي", "The current privacy notice was consented to"}
                       : Text{"تلزم الموافقة على إشعار الخصوصية الحالي", "Consent to the current privacy notice is needed"});
}

}  // namespace

Date reference_day(const Programme& programme, Date applied_on) {
  return programme.policy.reference_day == ReferenceDay::application ? applied_on : programme.closes_on;
}

namespace {
EligibilityVerdict judge_age_and_residency(const Programme& programme, const ApplicationDetails& details, Date applied_on, Instant now) {
  const auto on = reference_day(programme, applied_on);
  EligibilityVerdict result{true, programme.policy.version, now, {age_rule(programme, details, on), residency_rule(programme, details, on)}};
  for (const auto& rule : result.rules) result.eligible = result.eligible && rule.outcome != RuleOutcome::failed;
  return result;
}

}  // namespace

EligibilityVerdict judge_basics(const Programme& programme, const ApplicationDetails& details, Instant now) {
  return judge_age_and_residency(programme, details, qatar_date(now), now);
}

EligibilityVerdict judge(const Programme& programme, const Application& application, const PersonFacts& facts, Instant now) {
  const auto& details = application.details;
  auto result = judge_age_and_residency(programme, details, qatar_date(application.submitted_at ? application.submitted_at : now), now);
  auto& rules = result.rules;
  const bool structure = application.qid_birth_year != 0;
  rules.push_back(verdict("QID_STRUCTURE", pass_if(structure), {{"qid", details.qid}},
                          structure ? Text{"بنية الرقم الشخصي صحيحة", "The QID is well-formed"}
                                    : Text{"يتكون الرقم الشخصي من 11 رقماً يبدأ بـ 2 أو 3", "A QID has eleven digits and starts with 2 or 3"}));
  if (structure) {
    // A mismatch is a question for a person, never a refusal: the number keeps the facts of its first issue.
    const bool year = application.qid_birth_year == details.date_of_birth.year;
    rules.push_back(verdict("QID_BIRTH_YEAR", review_unless(year), {{"qid_year", std::to_string(application.qid_birth_year)}, {"given_year", std::to_string(details.date_of_birth.year)}},
                            year ? Text{"سنة الميلاد تطابق الرقم الشخصي", "The year of birth agrees with the QID"}
                                 : Text{"سنة الميلاد تخالف الرقم الشخصي؛ سيراجعها الفريق", "The year of birth differs from the QID; the team will look at it"}));
    const bool country = application.qid_country == details.nationality;
    rules.push_back(verdict("QID_NATIONALITY", review_unless(country), {{"qid_country", application.qid_country}, {"given_country", details.nationality}},
                            country ? Text{"الجنسية تطابق الرقم الشخصي", "The nationality agrees with the QID"}
                                    : Text{"الجنسية تخالف الرقم الشخصي؛ سيراجعها الفريق", "The nationality differs from the QID; the team will look at it"}));
  }
  rules.push_back(declarations_rule(details));
  rules.push_back(conflicts_rule(details));
  rules.push_back(consent_rule(programme, details));
  rules.push_back(verdict("DUPLICATE_PERSON", pass_if(!facts.other_application), {{"same_qid", facts.other_application ? "yes" : "no"}},
                          facts.other_application ? Text{"لديك طلب آخر في هذا البرنامج", "There is another application of yours in this programme"}
                                                  : Text{"لا يوجد طلب آخر بالرقم الشخصي نفسه", "No other application has this QID"}));
  rules.push_back(verdict("SIMILAR_PERSON", review_unless(!facts.similar_application), {{"same_name_and_birth", facts.similar_application ? "yes" : "no"}},
                          facts.similar_application ? Text{"يوجد طلب بالاسم وتاريخ الميلاد نفسيهما؛ سيراجعه الفريق", "Another application has the same name and date of birth; the team will look at it"}
                                                    : Text{"لا يوجد طلب مشابه", "No similar application"}));
  result.eligible = true;
  for (const auto& rule : rules) result.eligible = result.eligible && rule.outcome != RuleOutcome::failed;
  return result;
}

std::map<std::string, std::string> derive_features(const Programme& programme, const ApplicationDetails& details, Date applied_on) {
  const int age = details.date_of_birth ? age_in_years(details.date_of_birth, reference_day(programme, applied_on)) : -1;
  std::map<std::string, std::string> features;
  for (const auto& feature : programme.features) {
    std::string raw;
    switch (feature.source) {
      case FeatureSource::nationality: raw = details.nationality; break;
      case FeatureSource::age: break;
      case FeatureSource::occupation: raw = details.occupation; break;
      case FeatureSource::gender: raw = to_string(details.gender); break;
      case FeatureSource::municipality: raw = details.municipality; break;
    }
    const FeatureValue* rest = nullptr;
    const FeatureValue* found = nullptr;
    for (const auto& value : feature.values) {
      if (feature.source == FeatureSource::age) {
        if (age >= value.min && (value.max == 0 || age <= value.max)) found = &value;
      } else if (value.members.empty()) {
        rest = &value;
      } else if (std::find(value.members.begin(), value.members.end(), raw) != value.members.end()) {
        found = &value;
      }
      if (found) break;
    }
    if (!found) found = rest;
    if (found) features[feature.code] = found->code;
  }
  return features;
}

}  // namespace shopper::registration
