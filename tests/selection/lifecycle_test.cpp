#include <catch2/catch.hpp>

#include "selection/domain/candidate.h"
#include "selection/domain/interview.h"
#include "selection/domain/member.h"
#include "tests/support/lifecycle.h"

using namespace shopper;
using namespace shopper::selection;

TEST_CASE("the candidate's state machine, exhaustively") {
  using S = CandidateState;
  using C = CandidateCommand;
  std::map<S, std::map<C, S>> legal{{S::phase1_review, {{C::invite, S::invited}, {C::reject, S::rejected}}},
                                    {S::rejected, {{C::reopen_phase1, S::phase1_review}}},
                                    {S::invited, {{C::schedule, S::interview_scheduled}}},
                                    {S::interview_scheduled, {{C::cancel_interview, S::invited}, {C::interview, S::interviewed}}},
                                    {S::interviewed, {{C::pass, S::pool}, {C::fail, S::not_passed}}},
                                    {S::not_passed, {{C::reopen_interview, S::invited}}},
                                    {S::pool, {{C::select, S::selected}, {C::put_in_reserve, S::reserve}, {C::leave_out, S::not_selected}}},
                                    {S::reserve, {{C::select, S::selected}}},
                                    {S::selected, {{C::accept, S::accepted}, {C::decline, S::declined}, {C::expire, S::expired}}},
                                    {S::accepted, {{C::onboard, S::onboarding}}},
                                    {S::onboarding, {{C::activate, S::active}}},
                                    {S::withdrawn, {{C::readmit, S::phase1_review}}}};
  for (const auto state : enum_values<S>()) {
    if (state != S::withdrawn) legal[state][C::withdraw] = S::withdrawn;
    CHECK(state_text(state).complete());
  }
  testing::walk<S, C>(candidate_lifecycle(), legal);
}

TEST_CASE("the interview's state machine, exhaustively") {
  using S = InterviewState;
  using C = InterviewCommand;
  testing::walk<S, C>(interview_lifecycle(), {{S::booked, {{C::score, S::held}, {C::cancel, S::cancelled}}}, {S::held, {{C::score, S::held}, {C::conclude, S::concluded}, {C::hold, S::held}}}});
}

TEST_CASE("the member's state machine, exhaustively; who holds a place") {
  using S = MemberState;
  using C = MemberCommand;
  std::map<S, std::map<C, S>> legal{{S::waiting, {{C::offer, S::offered}, {C::release, S::released}}},
                                    {S::offered, {{C::accept, S::accepted}, {C::decline, S::declined}, {C::expire, S::expired}, {C::release, S::released}}},
                                    {S::accepted, {{C::sign_code, S::onboarding}}},
                                    {S::onboarding, {{C::sign_code, S::onboarding}, {C::certify, S::certified}}},
                                    {S::certified, {{C::sign_code, S::certified}, {C::activate, S::active}}},
                                    {S::active, {{C::sign_code, S::active}, {C::leave, S::absent}, {C::complete, S::completed}}},
                                    {S::absent, {{C::come_back, S::active}, {C::complete, S::completed}}},
                                    {S::suspended, {{C::reinstate, S::active}, {C::release, S::released}, {C::remove, S::removed}}}};
  for (const auto state : {S::accepted, S::onboarding, S::certified, S::active, S::absent})
    legal[state].insert({{C::suspend, S::suspended}, {C::release, S::released}, {C::remove, S::removed}});
  testing::walk<S, C>(member_lifecycle(), legal);
  CHECK(vacates_place(S::offered, S::declined));
  CHECK(vacates_place(S::active, S::suspended));
  CHECK_FALSE(vacates_place(S::active, S::absent));
  CHECK_FALSE(vacates_place(S::active, S::completed));
  CHECK_FALSE(vacates_place(S::suspended, S::removed));   // the suspension had vacated it
  CHECK_FALSE(vacates_place(S::waiting, S::released));
}

TEST_CASE("phase 1: two readers who agree, or an adjudicator") {
  const auto decide = [](const std::string& text) {
    std::vector<Review> reviews;
    for (const char c : text) {   // p, f: a reader; P, F: the adjudicator; x: set aside
      Review review;
      review.verdict = c == 'p' || c == 'P' || c == 'x' ? ReviewVerdict::pass : ReviewVerdict::fail;
      review.adjudication = c == 'P' || c == 'F';
      review.set_aside = c == 'x';
      reviews.push_back(review);
    }
    return decide_phase1(reviews);
  };
  CHECK(decide("") == Phase1::undecided);
  CHECK(decide("p") == Phase1::undecided);
  CHECK(decide("pp") == Phase1::passed);
  CHECK(decide("ff") == Phase1::failed);
  CHECK(decide("pf") == Phase1::adjudicate);
  CHECK(decide("pfP") == Phase1::passed);
  CHECK(decide("pfF") == Phase1::failed);
  CHECK(decide("xp") == Phase1::undecided);
  CHECK(decide("xff") == Phase1::failed);
}

TEST_CASE("the rubric: shares at their boundaries, whatever the last bit says") {
  const auto rubric = default_rubric("p");
  CHECK(check_rubric(rubric).ok());
  const auto outcome = [&](int points) {   // of 15, by one member
    InterviewScore score;
    score.points = {{"credibility", std::min(points, 5)}, {"responsibility", std::clamp(points - 5, 0, 5)}, {"public_interest", std::clamp(points - 10, 0, 5)}};
    return rubric_outcome(rubric, attained_share(rubric, {score}));
  };
  CHECK(outcome(15) == InterviewOutcome::pass);
  CHECK(outcome(9) == InterviewOutcome::pass);   // exactly 0.6
  CHECK(outcome(8) == InterviewOutcome::hold);
  CHECK(outcome(7) == InterviewOutcome::fail);   // below 0.5
  CHECK(outcome(0) == InterviewOutcome::fail);
  CHECK(attained_share(rubric, {}) == 0);
  CHECK_FALSE(check_points(rubric, {{"credibility", 5}}).ok());
  CHECK_FALSE(check_points(rubric, {{"credibility", 6}, {"responsibility", 0}, {"public_interest", 0}}).ok());
  CHECK_FALSE(check_points(rubric, {{"credibility", -1}, {"responsibility", 0}, {"public_interest", 0}}).ok());
  CHECK_FALSE(check_points(rubric, {{"credibility", 5}, {"responsibility", 5}, {"public_interest", 5}, {"beauty", 1}}).ok());
  CHECK(check_points(rubric, {{"credibility", 5}, {"responsibility", 0}, {"public_interest", 5}}).ok());
}

TEST_CASE("certification: what is missing is said") {
  PanelMember member;
  const CodeOfConduct code{"p", "2", {"ع", "code"}, "hash"};
  Workshop needed, optional;
  needed.id = "w1";
  needed.title = {"ورشة", "Workshop"};
  optional.id = "w2";
  optional.required = false;
  const auto missing = [&](const std::vector<Attendance>& attended) { return missing_for_certification(member, code, {needed, optional}, attended).size(); };
  CHECK(missing({}) == 2);
  member.code_version = "1";   // an old version
  member.code_sha256 = "hash";
  CHECK(missing({{"w1", "m", 30, false}}) == 2);
  member.code_version = "2";
  CHECK(missing({{"w1", "m", 30, false}}) == 1);
  CHECK(missing({{"w1", "m", 60, true}}) == 0);
  member.code_sha256 = "other text";
  CHECK(missing({{"w1", "m", 60, true}}) == 1);
}
