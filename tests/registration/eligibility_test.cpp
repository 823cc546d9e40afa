#include "registration/domain/eligibility.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/registration/sample.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;

namespace {

const Instant now = at("2022-06-10T12:00:00+03:00");

std::map<std::string, RuleOutcome> outcomes(const EligibilityVerdict& verdict) {
  std::map<std::string, RuleOutcome> all;
  for (const auto& rule : verdict.rules) {
    CHECK(rule.text.complete());
    all[rule.rule] = rule.outcome;
  }
  return all;
}

}  // namespace

TEST_CASE("whoever meets every condition is eligible; each rule gives its verdict and text") {
  const auto verdict = judge(published(), sample_application(), {}, now);
  CHECK(verdict.eligible);
  CHECK(verdict.rule_set_version == 1);
  const auto all = outcomes(verdict);
  CHECK(all.size() == 10);
  for (const auto& [rule, outcome] : all) {
    INFO(rule);
    CHECK(outcome == RuleOutcome::passed);
  }
}

TEST_CASE("each rule by itself: what fails, what a person must look at") {
  struct Case {
    const char* rule;
    RuleOutcome outcome;
    std::function<void(Application&, PersonFacts&)> change;
  };
  const Case cases[] = {
      {"AGE_MINIMUM", RuleOutcome::failed, [](auto& a, auto&) { a.details.date_of_birth = {2004, 7, 7}; a.qid_birth_year = 2004; }},
      {"AGE_MINIMUM", RuleOutcome::failed, [](auto& a, auto&) { a.details.date_of_birth = {}; a.qid_birth_year = 0; }},
      {"RESIDENCY_MINIMUM", RuleOutcome::failed, [](auto& a, auto&) { a.details.residency = Residency::work; a.details.resident_since = {2020, 7, 7}; }},
      {"RESIDENCY_MINIMUM", RuleOutcome::failed, [](auto& a, auto&) { a.details.residency = Residency::family; }},
      {"QID_STRUCTURE", RuleOutcome::failed, [](auto& a, auto&) { a.qid_birth_year = 0; }},
      {"QID_BIRTH_YEAR", RuleOutcome::review, [](auto& a, auto&) { a.qid_birth_year = 1991; }},
      {"QID_NATIONALITY", RuleOutcome::review, [](auto& a, auto&) { a.qid_country = "356"; }},
      {"DECLARATIONS_COMPLETE", RuleOutcome::failed, [](auto& a, auto&) { a.details.declarations.truthful = false; }},
      {"DECLARATIONS_COMPLETE", RuleOutcome::failed, [](auto& a, auto&) { a.details.declarations.impartial = false; }},
      {"DECLARATIONS_COMPLETE", RuleOutcome::failed, [](auto& a, auto&) { a.details.declarations.confidential = false; }},
      {"DECLARATIONS_COMPLETE", RuleOutcome::failed, [](auto& a, auto&) { a.details.declarations.available_for_training = false; }},
      {"CONFLICTS_DECLARED", RuleOutcome::failed, [](auto& a, auto&) { a.details.declarations.conflicts_complete = false; }},
      {"CONSENT_CURRENT", RuleOutcome::failed, [](auto& a, auto&) { a.details.consent_notice_version = "0"; }},
      {"DUPLICATE_PERSON", RuleOutcome::failed, [](auto&, auto& f) { f.other_application = true; }},
      {"SIMILAR_PERSON", RuleOutcome::review, [](auto&, auto& f) { f.similar_application = true; }},
  };
  for (const auto& c : cases) {
    INFO(c.rule);
    auto application = sample_application();
    PersonFacts facts;
    c.change(application, facts);
    const auto verdict = judge(published(), application, facts, now);
    CHECK(outcomes(verdict).at(c.rule) == c.outcome);
    CHECK(verdict.eligible == (c.outcome == RuleOutcome::review));
  }
}

TEST_CASE("the reference day is the programme's choice, to the day") {
  auto programme = published();
  auto details = sample_details();
  details.residency = Residency::work;
  details.date_of_birth = {2004, 7, 6};     // 18 on the last day
  details.resident_since = {2020, 7, 6};    // two years on the last day
  CHECK(judge_basics(programme, details, now).eligible);
  details.date_of_birth = {2004, 7, 7};
  CHECK_FALSE(judge_basics(programme, details, now).eligible);
  details.date_of_birth = {2004, 7, 6};
  details.resident_since = {2020, 7, 7};
  CHECK_FALSE(judge_basics(programme, details, now).eligible);

  programme.policy.reference_day = ReferenceDay::application;
  details.resident_since = {2020, 6, 10};
  details.date_of_birth = {2004, 6, 10};
  CHECK(judge_basics(programme, details, now).eligible);
  CHECK_FALSE(judge_basics(programme, details, at("2022-06-09T23:59:59+03:00")).eligible);
  CHECK(judge_basics(programme, details, at("2022-06-10T00:00:00+03:00")).eligible);
  CHECK(judge_basics(programme, details, now).rules.size() == 2);
  programme.policy.minimum_age_years = 21;
  CHECK_FALSE(judge_basics(programme, details, now).eligible);   // the number is policy, not a literal
}

TEST_CASE("a correction is judged by the day of application, not by its own day") {
  auto programme = published();
  programme.policy.reference_day = ReferenceDay::application;
  auto application = sample_application();
  application.details.date_of_birth = {2004, 6, 20};   // 17 when applying
  application.qid_birth_year = 2004;
  CHECK_FALSE(judge(programme, application, {}, at("2022-07-01T12:00:00+03:00")).eligible);
}

TEST_CASE("features are derived at the reference day; what fits nowhere is absent") {
  auto programme = published();
  auto details = sample_details();
  CHECK(derive_features(programme, details, {2022, 6, 10}) == std::map<std::string, std::string>{{"nationality", "qatari"}, {"age", "older"}});
  details.nationality = "356";
  details.gender = Gender::female;
  details.date_of_birth = {1992, 7, 7};   // 29 on the last day
  CHECK(derive_features(programme, details, {2022, 6, 10}) == std::map<std::string, std::string>{{"nationality", "other"}, {"age", "young"}, {"gender", "female"}});
  details.date_of_birth = {1992, 7, 6};
  CHECK(derive_features(programme, details, {2022, 6, 10}).at("age") == "older");
  programme.policy.reference_day = ReferenceDay::application;
  CHECK(derive_features(programme, details, {2022, 6, 10}).at("age") == "young");
}
