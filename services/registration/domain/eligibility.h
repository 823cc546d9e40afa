// The eligibility rule set (ELI-01): each rule gives a verdict with its inputs and a text; the same inputs give the same verdict for ever.
#pragma once

#include "registration/domain/application.h"
#include "registration/domain/programme.h"

namespace shopper::registration {

// What only the store knows.
struct PersonFacts {
  bool other_application = false;       // the same QID has another live application in this programme
  bool similar_application = false;     // the same folded name and date of birth has one
};

// The day from which age and residency are counted back.
Date reference_day(const Programme& programme, Date applied_on);

// Age and residency alone: the anonymous check.
EligibilityVerdict judge_basics(const Programme& programme, const ApplicationDetails& details, Instant now);
// The whole rule set, as of the day of application: a later correction is judged by the same day.
EligibilityVerdict judge(const Programme& programme, const Application& application, const PersonFacts& facts, Instant now);

// Features of diversity at the reference day: {feature code: value code}; a feature none of whose values fits is absent.
std::map<std::string, std::string> derive_features(const Programme& programme, const ApplicationDetails& details, Date applied_on);

}  // namespace shopper::registration
