// An application: the details a candidate gives, its lifecycle, its verdict.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/base/lifecycle.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

namespace shopper::registration {

SHOPPER_ENUM(ApplicationState, draft, submitted, ineligible, phase1_review, rejected, invited, interview_scheduled, interviewed, not_passed, pool,
             selected, reserve, not_selected, accepted, declined, expired, onboarding, active, withdrawn)
// What the applicant does (edit to appeal) and what happens to the application elsewhere (judge to proceed).
SHOPPER_ENUM(ApplicationCommand, edit, submit, correct, withdraw, appeal, judge_eligible, judge_ineligible, reopen)
SHOPPER_ENUM(Residency, unspecified, citizen, permanent_resident, work, family, investor, student, gcc_national)
SHOPPER_ENUM(Gender, unspecified, female, male)
SHOPPER_ENUM(RuleOutcome, passed, failed, review)

struct Declarations {
  bool truthful = false;
  bool impartial = false;
  bool confidential = false;
  bool available_for_training = false;
  bool conflicts_complete = false;
  friend bool operator==(const Declarations&, const Declarations&) = default;
  SHOPPER_FIELDS(Declarations, truthful, impartial, confidential, available_for_training, conflicts_complete)
};

struct ApplicationDetails {
  std::string name_ar;
  std::string name_en;
  std::string qid;   // on input in clear, from then on masked
  Date date_of_birth;
  std::string nationality;
  Residency residency = Residency::unspecified;
  Date resident_since;
  Gender gender = Gender::unspecified;
  std::string occupation;
  std::string employer;
  std::string employer_entity;
  std::vector<std::string> related_entities;
  std::string municipality;
  std::string address;
  std::string email;
  std::string phone;
  std::vector<std::string> languages;
  std::string motivation;
  std::string consent_notice_version;
  Declarations declarations;
  friend bool operator==(const ApplicationDetails&, const ApplicationDetails&) = default;
  SHOPPER_FIELDS(ApplicationDetails, name_ar, name_en, qid, date_of_birth, nationality, residency, resident_since, gender, occupation, employer,
                 employer_entity, related_entities, municipality, address, email, phone, languages, motivation, consent_notice_version, declarations)
};

struct RuleVerdict {
  std::string rule;
  RuleOutcome outcome = RuleOutcome::passed;
  std::map<std::string, std::string> inputs;
  Text text;
  SHOPPER_FIELDS(RuleVerdict, rule, outcome, inputs, text)
};

struct EligibilityVerdict {
  bool eligible = false;
  int rule_set_version = 0;
  Instant judged_at;
  std::vector<RuleVerdict> rules;
  SHOPPER_FIELDS(EligibilityVerdict, eligible, rule_set_version, judged_at, rules)
};

struct Application {
  std::string id;
  std::int64_t version = 1;
  std::string programme_id;
  std::string applicant;           // the subject of the owner
  ApplicationState state = ApplicationState::draft;
  ApplicationDetails details;      // qid masked
  std::string qid_hash;            // keyed; "" while no QID is given
  int qid_birth_year = 0;          // the facts the QID states, so that the number itself need not be kept
  std::string qid_country;
  std::string person_key;          // keyed hash of folded name and date of birth
  std::string household_key;       // keyed hash of the folded address
  std::string employer_key;        // keyed hash of the employer's entity code, or of its folded name
  EligibilityVerdict verdict;
  std::map<std::string, std::string> features;
  Instant created_at;
  Instant submitted_at;
  Instant updated_at;
  Instant consented_at;
  int admission = 0;               // how often selection was given it: once when it is found eligible, once more when an appeal brings it back
  SHOPPER_FIELDS(Application, id, version, programme_id, applicant, state, details, qid_hash, qid_birth_year, qid_country, person_key, household_key, employer_key,
                 verdict, features, created_at, submitted_at, updated_at, consented_at, admission)
};

// One step of the timeline.
struct TimelineEntry {
  Instant at;
  ApplicationState state = ApplicationState::draft;
  std::vector<std::string> reasons;
  std::vector<Text> texts;
  SHOPPER_FIELDS(TimelineEntry, at, state, reasons, texts)
};

const Lifecycle<ApplicationState, ApplicationCommand>& application_lifecycle();
// The applicant's own actions among the legal ones.
std::vector<std::string> applicant_actions(ApplicationState state);
// The order of the states that selection decides; it may only report these.
bool decided_by_selection(ApplicationState state);

// What is wrong with the form of what was given (a draft may be incomplete, but not malformed).
Result<Done> check_details(const ApplicationDetails& details, Date today, const std::string& at);
// What is missing for a submission.
Result<Done> check_complete(const ApplicationDetails& details, const std::string& at);
// Whom the details show a conflict with: entity codes, sorted, unique.
std::vector<std::string> conflicts_of(const ApplicationDetails& details);

// The stage an appeal is against, "" when there is nothing to appeal in that state.
std::string appeal_stage(ApplicationState state);

}  // namespace shopper::registration
