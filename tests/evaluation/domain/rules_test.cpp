#include <catch2/catch.hpp>

#include "evaluation/domain/evaluation.h"

using namespace shopper;
using namespace shopper::evaluation::domain;

namespace {

// A mission to branch b1 of entity e1 on 20 June, and a member who may take it.
struct Case {
  Assignment mission;
  Member member;
  std::vector<Visit> visits;
  bool identified = false;
  Policy policy;
  Case() {
    mission.entity_id = "e1";
    mission.branch_id = "b1";
    mission.window_from = {2022, 6, 10};
    mission.due_on = {2022, 6, 20};
    member.state = MemberState::active;
    member.certified = true;
  }
  std::string refusal() const {
    const std::string code = "MOI";
    const auto result = check_candidacy({mission, member, code, identified, visits, policy});
    if (!result.ok()) CHECK(result.error().text.complete());
    return result.ok() ? "" : result.error().code;
  }
};

}  // namespace

TEST_CASE("a free, certified member may take a mission") { CHECK(Case().refusal().empty()); }

TEST_CASE("membership: certified, active, present") {
  Case c;
  c.member.certified = false;
  CHECK(c.refusal() == "MEMBER_NOT_CERTIFIED");
  c.member.certified = true;
  for (const auto state : {MemberState::onboarding, MemberState::suspended, MemberState::released, MemberState::removed, MemberState::completed}) {
    c.member.state = state;
    CHECK(c.refusal() == "MEMBER_NOT_ACTIVE");
  }
  c.member.state = MemberState::absent;
  CHECK(c.refusal() == "MEMBER_ABSENT");
  c.member.absent_from = {2022, 6, 21};
  CHECK(c.refusal().empty());
  c.member.absent_from = {2022, 6, 20};
  CHECK(c.refusal() == "MEMBER_ABSENT");
  c.member.absent_from = {2022, 6, 1};
  c.member.absent_to = {2022, 6, 9};
  CHECK(c.refusal().empty());
  c.member.absent_to = {2022, 6, 10};
  CHECK(c.refusal() == "MEMBER_ABSENT");
}

TEST_CASE("R-01 and R-02: ties and recognition block for ever") {
  Case c;
  c.member.conflicts = {"MOI"};
  CHECK(c.refusal() == "CONFLICT_OF_INTEREST");
  c.member.conflicts = {"MOE"};
  c.identified = true;
  CHECK(c.refusal() == "SHOPPER_IDENTIFIED");
}

TEST_CASE("R-23: rotation counts days in both directions") {
  Case c;
  c.visits = {{"e1", "b1", {2022, 3, 23}, true, false}};   // 89 days before
  CHECK(c.refusal() == "ROTATION_BRANCH");
  c.visits[0].on = {2022, 3, 22};                          // 90 days before
  CHECK(c.refusal().empty());
  c.visits = {{"e1", "b2", {2022, 5, 22}, false, false}};  // 29 days before, another branch
  CHECK(c.refusal() == "ROTATION_ENTITY");
  c.visits[0].on = {2022, 5, 21};
  CHECK(c.refusal().empty());
  c.visits[0].on = {2022, 7, 1};
  CHECK(c.refusal() == "ROTATION_ENTITY");
}

TEST_CASE("R-24: limits") {
  Case c;
  for (int i = 0; i < 3; ++i) c.visits.push_back({"other" + std::to_string(i), "b", {2022, 6, 15}, true, true});
  CHECK(c.refusal() == "LIMIT_CONCURRENT");
  c.visits.pop_back();
  CHECK(c.refusal().empty());
  c.policy.branch_rotation_days = c.policy.entity_rotation_days = 0;
  c.visits.push_back({"e1", "b1", {2022, 6, 1}, true, false});
  CHECK(c.refusal() == "LIMIT_PAIR_MONTH");
  c.visits.back().on = {2022, 5, 31};
  CHECK(c.refusal().empty());
}

TEST_CASE("windows of missions") {
  const auto codes = [](Date from, Date due) {
    Assignment mission;
    mission.window_from = from;
    mission.due_on = due;
    FieldErrors errors;
    check_window(mission, {2022, 6, 9}, errors);
    return errors.empty() ? "" : errors.all().front().code;
  };
  CHECK(codes({2022, 6, 9}, {2022, 6, 9}).empty());
  CHECK(codes({2022, 6, 1}, {2022, 6, 8}) == "DUE_DATE_PAST");
  CHECK(codes({2022, 6, 12}, {2022, 6, 11}) == "WINDOW_REVERSED");
  CHECK(codes({2022, 6, 12}, {}) == "DUE_DATE_MISSING");
}

TEST_CASE("who may report") {
  Member member;
  CHECK(check_reporter(nullptr, "MOI").error().code == "NOT_A_MEMBER");
  CHECK(check_reporter(&member, "MOI").error().code == "MEMBER_NOT_CERTIFIED");
  member.certified = true;
  CHECK(check_reporter(&member, "MOI").error().code == "MEMBER_NOT_ACTIVE");
  member.state = MemberState::absent;
  CHECK(check_reporter(&member, "MOI").ok());
  member.conflicts = {"MOI"};
  CHECK(check_reporter(&member, "MOI").error().code == "CONFLICT_OF_INTEREST");
}

TEST_CASE("the day of the visit") {
  const Instant now = *Instant::parse("2022-06-09T12:00:00+03:00");
  const auto code = [&](Date on, std::string_view ended = "") {
    Evaluation evaluation;
    evaluation.visited_on = on;
    if (!ended.empty()) evaluation.visit_ended_at = *Instant::parse(ended);
    FieldErrors errors;
    check_visit(evaluation, now, Policy{}, errors);
    return errors.empty() ? "" : errors.all().front().code;
  };
  CHECK(code({2022, 6, 9}).empty());
  CHECK(code({2022, 6, 10}) == "VISIT_IN_FUTURE");
  CHECK(code({2022, 5, 9}).empty());
  CHECK(code({2022, 5, 8}) == "VISIT_TOO_OLD");
  CHECK(code({}) == "VISIT_DATE_MISSING");
  CHECK(code({2022, 6, 9}, "2022-06-09T11:00:00+03:00").empty());
  CHECK(code({2022, 6, 9}, "2022-06-09T13:00:00+03:00") == "VISIT_END_INVALID");
  CHECK(code({2022, 6, 7}, "2022-06-09T11:00:00+03:00") == "VISIT_END_INVALID");
}

TEST_CASE("late and delayed reports are flagged, not refused") {
  Evaluation evaluation;
  evaluation.visit_ended_at = *Instant::parse("2022-06-09T09:00:00+03:00");
  Assignment mission;
  mission.due_on = {2022, 6, 8};
  const auto at = [&](std::string_view now, const Assignment* of) { return submission_flags(evaluation, of, *Instant::parse(now), Policy{}); };
  CHECK(at("2022-06-09T11:00:00+03:00", nullptr).empty());
  CHECK(at("2022-06-09T11:00:01+03:00", nullptr) == std::vector<std::string>{"REPORT_DELAYED"});
  CHECK(at("2022-06-09T10:00:00+03:00", &mission) == std::vector<std::string>{"LATE"});
  CHECK(month_of({2022, 6, 9}) == "2022-06");
}
