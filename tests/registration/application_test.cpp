#include "registration/domain/application.h"

#include <catch2/catch.hpp>

#include "registration/domain/names.h"
#include "registration/domain/qid.h"
#include "tests/registration/sample.h"
#include "tests/support/lifecycle.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;
using Fields = std::vector<std::string>;

TEST_CASE("the application's state machine, exhaustively") {
  using S = ApplicationState;
  using C = ApplicationCommand;
  std::map<S, std::map<C, S>> legal{{S::draft, {{C::edit, S::draft}, {C::submit, S::submitted}}},
                                    {S::submitted, {{C::correct, S::submitted}, {C::judge_eligible, S::submitted}, {C::judge_ineligible, S::ineligible}}},
                                    {S::ineligible, {{C::appeal, S::ineligible}, {C::reopen, S::submitted}}},
                                    {S::rejected, {{C::appeal, S::rejected}}},
                                    {S::not_passed, {{C::appeal, S::not_passed}}}};
  for (const auto state : {S::phase1_review, S::invited, S::interview_scheduled, S::interviewed, S::pool})
    legal[state] = {{C::correct, state}, {C::judge_eligible, state}, {C::judge_ineligible, S::ineligible}};
  // Whoever is still in may leave; whoever is out has nothing to withdraw.
  const std::set<S> out{S::rejected, S::not_passed, S::not_selected, S::declined, S::expired, S::withdrawn};
  for (const auto state : enum_values<S>())
    if (!out.contains(state)) legal[state][C::withdraw] = S::withdrawn;
  shopper::testing::walk<S, C>(application_lifecycle(), legal);
  CHECK(appeal_stage(S::ineligible) == "eligibility");
  CHECK(appeal_stage(S::rejected) == "phase1");
  CHECK(appeal_stage(S::not_passed) == "interview");
  CHECK(appeal_stage(S::pool).empty());
  CHECK(applicant_actions(S::draft) == Fields{"edit", "submit", "withdraw"});
}

TEST_CASE("the form of details, and what a submission needs") {
  const Date today{2022, 6, 10};
  CHECK(check_details(sample_details(), today, "").ok());
  CHECK(check_details({}, today, "").ok());   // a draft may be empty
  ApplicationDetails d = sample_details();
  d.name_en = std::string(201, 'x');
  d.date_of_birth = {2022, 6, 11};
  d.resident_since = {2022, 6, 11};
  d.nationality = "63";
  d.occupation = "12";
  d.email = "a@b@c.qa";
  d.phone = std::string(21, '1');
  d.related_entities.resize(51);
  CHECK(fields_of(check_details(d, today, "/details")) == Fields{"/details/name_en TOO_LONG", "/details/date_of_birth OUT_OF_RANGE", "/details/resident_since OUT_OF_RANGE", "/details/nationality CODE_INVALID",
                                                                 "/details/occupation CODE_INVALID", "/details/email EMAIL_INVALID", "/details/phone TOO_LONG", "/details/related_entities TOO_MANY"});
  for (const char* wrong : {"x", "@b.qa", "a@", "a@.qa", "a b@c.qa", "a@bqa"}) {
    INFO(wrong);
    d = sample_details();
    d.email = wrong;
    CHECK_FALSE(check_details(d, today, "").ok());
  }
  CHECK(check_complete(sample_details(), "").ok());
  CHECK(fields_of(check_complete({}, "")) == Fields{"/name_ar REQUIRED", "/qid REQUIRED", "/date_of_birth REQUIRED", "/nationality REQUIRED", "/residency REQUIRED", "/resident_since REQUIRED", "/gender REQUIRED",
                                                    "/occupation REQUIRED", "/municipality REQUIRED", "/email REQUIRED", "/motivation REQUIRED"});
  d = sample_details();
  d.email.clear();
  d.phone = "5555";
  d.name_ar.clear();
  CHECK(check_complete(d, "").ok());
  d.residency = Residency::work;
  CHECK(fields_of(check_complete(d, "")) == Fields{"/resident_since REQUIRED"});
  d.employer_entity = "MOI";
  d.related_entities = {"MOE", "MOI", ""};
  CHECK(conflicts_of(d) == Fields{"MOE", "MOI"});
}

TEST_CASE("a QID: digits of both kinds, structure, facts, mask") {
  CHECK(normalised_qid("٢٩٠ ٦٣٤-٠٠١٢٣") == "29063400123");
  CHECK(normalised_qid("۲۹۰۶۳۴۰۰۱۲۳") == "29063400123");
  CHECK(normalised_qid("abc") == "abc");
  const auto facts = read_qid("29063400123");
  REQUIRE(facts);
  CHECK(facts->birth_year == 1990);
  CHECK(facts->country == "634");
  CHECK(read_qid("30435600001")->birth_year == 2004);
  for (const char* wrong : {"", "2906340012", "290634001234", "19063400123", "49063400123", "2906340012x", "290*****123"}) {
    INFO(wrong);
    CHECK_FALSE(read_qid(wrong));
  }
  CHECK(masked_qid("29063400123") == "290*****123");
  CHECK(masked_qid("290*****123") == "290*****123");
  CHECK(masked_qid("").empty());
  CHECK(masked_qid("123") == "***");
  CHECK(masked_qid("29éééé1") == "***");   // eleven bytes, but cutting them would cut a letter in two
}

TEST_CASE("names are compared folded") {
  const std::pair<const char*, const char*> same[] = {{"أحمد", "احمد"},   {"إيمان", "ايمان"}, {"آمنة", "امنه"},     {"مصطفى", "مصطفي"},        {"محمّد", "محمد"},  {"عبـــدالله", "عبدالله"},
                                                      {"AHMED  Ali", "ahmed ali"}, {"Al-Thani", "al thani"}, {" x ", "x"}, {"ﻣﺤﻤﺪ", "محمد"}, {"José", "jose\xcc\x81"}, {"\xe2\x80\x8f" "علي", "علي"}};
  for (const auto& [a, b] : same) {
    INFO(a << " = " << b);
    CHECK(folded(a) == folded(b));
    CHECK(folded(folded(a)) == folded(a));
  }
  const std::pair<const char*, const char*> different[] = {{"علي", "عالي"}, {"Ahmed", "Ahmad"}, {"ab", "a b"}};
  for (const auto& [a, b] : different) CHECK(folded(a) != folded(b));
  CHECK(folded("").empty());
  CHECK(folded("--").empty());
}
