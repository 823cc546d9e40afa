#include "registration/domain/programme.h"

#include <catch2/catch.hpp>

#include "registration/domain/notice.h"
#include "tests/registration/sample.h"
#include "tests/support/lifecycle.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;
using Fields = std::vector<std::string>;

TEST_CASE("the programme's state machine, exhaustively") {
  using S = ProgrammeState;
  using C = ProgrammeCommand;
  shopper::testing::walk<S, C>(programme_lifecycle(), {{S::draft, {{C::change, S::draft}, {C::publish, S::published}}},
                                                        {S::published, {{C::extend, S::published}, {C::close, S::closed}}},
                                                        {S::closed, {{C::extend, S::published}}}});
}

TEST_CASE("the window: both ends to the second, in Qatar, the last day inclusive") {
  auto p = published();
  CHECK_FALSE(window_open(p, at("2022-06-05T23:59:59+03:00")));
  CHECK(window_open(p, at("2022-06-06T00:00:00+03:00")));
  CHECK(window_open(p, at("2022-07-06T23:59:59+03:00")));
  CHECK_FALSE(window_open(p, at("2022-07-07T00:00:00+03:00")));
  CHECK(window_refusal(p, at("2022-06-05T23:59:59+03:00")).code == "WINDOW_NOT_OPEN");
  CHECK(window_refusal(p, at("2022-07-07T00:00:00+03:00")).code == "WINDOW_CLOSED");
  p.state = ProgrammeState::closed;
  CHECK_FALSE(window_open(p, at("2022-06-10T00:00:00+03:00")));
  p.state = ProgrammeState::draft;
  CHECK_FALSE(window_open(p, at("2022-06-10T00:00:00+03:00")));
  CHECK(window_refusal(p, at("2022-06-10T00:00:00+03:00")).kind == ErrorKind::not_found);   // a draft is nobody's business
}

TEST_CASE("grace: a draft begun in time may be handed in a little late, not more") {
  auto p = published();
  const auto in_time = at("2022-07-06T23:59:59+03:00");
  CHECK(may_submit(p, in_time, at("2022-07-07T00:00:00+03:00")));
  CHECK(may_submit(p, in_time, at("2022-07-07T00:29:59+03:00")));
  CHECK_FALSE(may_submit(p, in_time, at("2022-07-07T00:30:00+03:00")));
  CHECK_FALSE(may_submit(p, at("2022-07-07T00:00:00+03:00"), at("2022-07-07T00:00:01+03:00")));
  p.policy.draft_grace_minutes = 0;
  CHECK_FALSE(may_submit(p, in_time, at("2022-07-07T00:00:00+03:00")));
  p = published();
  p.state = ProgrammeState::closed;   // early
  p.closed_at = at("2022-06-20T12:00:00+03:00");
  CHECK(may_submit(p, at("2022-06-20T11:00:00+03:00"), at("2022-06-20T12:29:59+03:00")));
  CHECK_FALSE(may_submit(p, at("2022-06-20T11:00:00+03:00"), at("2022-06-20T12:30:00+03:00")));
  CHECK_FALSE(may_submit(p, at("2022-06-20T12:10:00+03:00"), at("2022-06-20T12:20:00+03:00")));
}

TEST_CASE("a programme: every wrong field is named at once") {
  CHECK(check_programme(sample_programme(), true).ok());
  ProgrammeDetails p = sample_programme();
  p.code.clear();
  p.title.ar.clear();
  p.closes_on = {2022, 6, 5};
  p.panel_size = 0;
  p.reserve_size = -1;
  p.policy.minimum_age_years = 121;
  p.policy.minimum_residency_months = -1;
  CHECK(fields_of(check_programme(p, false)) == Fields{"/code REQUIRED", "/title TEXT_INCOMPLETE", "/closes_on WINDOW_INVALID", "/panel_size OUT_OF_RANGE", "/reserve_size OUT_OF_RANGE",
                                                       "/policy/minimum_age_years OUT_OF_RANGE", "/policy/minimum_residency_months OUT_OF_RANGE"});
  p = sample_programme();
  p.summary.en.clear();
  p.conditions.clear();
  p.consent_notice = {};
  p.contact_email.clear();
  CHECK(check_programme(p, false).ok());   // a draft may be incomplete
  CHECK(fields_of(check_programme(p, true)) == Fields{"/summary TEXT_INCOMPLETE", "/conditions REQUIRED", "/consent_notice/version REQUIRED", "/consent_notice/text TEXT_INCOMPLETE", "/contact_email REQUIRED"});
  p = sample_programme();
  p.features[1].code = "nationality";
  p.features[0].values[1].code = "qatari";
  p.features[0].values[1].members = {"634"};
  p.features[1].values[0].max = 17;
  p.features[2].values.clear();
  CHECK(fields_of(check_programme(p, true)) == Fields{"/features/0/values/1/code CODE_NOT_UNIQUE", "/features/0/values/1/members MEMBER_TWICE", "/features/1/values/0/min RANGE_INVALID",
                                                      "/features/1/code CODE_NOT_UNIQUE", "/features/2/values VALUES_COUNT"});
}

TEST_CASE("a notice: what it needs and what it causes") {
  const Policy policy;
  const auto effects = [&](NoticeKind kind, Date from = {}, Date to = {}) {
    Notice notice;
    notice.kind = kind;
    notice.from = from;
    notice.to = to;
    derive_effects(notice, policy);
    std::string text = notice.suspends ? "suspends" : "";
    for (const auto& effect : notice.effects) text += " " + effect.code;
    return text;
  };
  CHECK(effects(NoticeKind::absence, {2022, 9, 1}, {2022, 9, 30}) == " MISSIONS_PAUSED");
  CHECK(effects(NoticeKind::absence, {2022, 9, 1}, {2022, 10, 1}) == "suspends MISSIONS_PAUSED SUSPENDED");
  CHECK(effects(NoticeKind::employer) == " CONFLICTS_ADDED");
  CHECK(effects(NoticeKind::conflict) == " CONFLICTS_ADDED");
  CHECK(effects(NoticeKind::residency) == "suspends SUSPENDED");
  CHECK(effects(NoticeKind::health) == "suspends SUSPENDED");
  CHECK(effects(NoticeKind::contact) == " RECORDED");
  Notice wrong;
  wrong.kind = NoticeKind::absence;
  CHECK(fields_of(check_notice(wrong)) == Fields{"/from REQUIRED", "/to REQUIRED"});
  wrong.from = {2022, 9, 2};
  wrong.to = {2022, 9, 1};
  CHECK(fields_of(check_notice(wrong)) == Fields{"/to RANGE_INVALID"});
  wrong.kind = NoticeKind::conflict;
  CHECK(fields_of(check_notice(wrong)) == Fields{"/conflicts REQUIRED"});
  CHECK(fields_of(check_notice(Notice{})) == Fields{"/kind REQUIRED"});
}
