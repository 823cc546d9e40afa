#include "selection/domain/candidate.h"

#include <array>

namespace shopper::selection {
namespace {

using State = CandidateState;
using Command = CandidateCommand;

std::vector<Transition<State, Command>> build_transitions() {
  std::vector<Transition<State, Command>> table{
      {State::phase1_review, Command::invite, State::invited},
      {State::phase1_review, Command::reject, State::rejected},
      {State::rejected, Command::reopen_phase1, State::phase1_review},
      {State::invited, Command::schedule, State::interview_scheduled},
      {State::interview_scheduled, Command::cancel_interview, State::invited},
      {State::interview_scheduled, Command::interview, State::interviewed},
      {State::interviewed, Command::pass, State::pool},
      {State::interviewed, Command::fail, State::not_passed},
      {State::not_passed, Command::reopen_interview, State::invited},
      {State::pool, Command::select, State::selected},
      {State::pool, Command::put_in_reserve, State::reserve},
      {State::pool, Command::leave_out, State::not_selected},
      {State::reserve, Command::select, State::selected},
      {State::selected, Command::accept, State::accepted},
      {State::selected, Command::decline, State::declined},
      {State::selected, Command::expire, State::expired},
      {State::accepted, Command::onboard, State::onboarding},
      {State::onboarding, Command::activate, State::active},
      // A correction had made the application ineligible; an upheld appeal says it is eligible after all.
      {State::withdrawn, Command::readmit, State::phase1_review},
  };
  // From every state: also whoever was turned down or has declined, for the withdrawal, or the correction that made the application ineligible,
  // may have crossed with that. Registration decides that an application is out, and may take it up again.
  for (const auto state : enum_values<State>())
    if (state != State::withdrawn) table.push_back({state, Command::withdraw, State::withdrawn});
  return table;
}

}  // namespace

const Lifecycle<State, Command>& candidate_lifecycle() {
  static const auto table = build_transitions();
  static const Lifecycle<State, Command> lifecycle{table};
  return lifecycle;
}

Text state_text(State state) {
  switch (state) {
    case State::phase1_review: return {"الطلب قيد المراجعة", "The application is being reviewed"};
    case State::rejected: return {"لم يجتز الطلب المراجعة", "The application did not pass the review"};
    case State::invited: return {"أنت مدعو إلى مقابلة؛ اختر موعداً", "You are invited to an interview; choose a time"};
    case State::interview_scheduled: return {"حُدّد موعد المقابلة", "The interview is booked"};
    case State::interviewed: return {"أُجريت المقابلة", "The interview was held"};
    case State::not_passed: return {"لم تُجتز المقابلة", "The interview was not passed"};
    case State::pool: return {"اجتزت المقابلة وأنت ضمن مجموعة السحب", "You passed and are in the pool for the draw"};
    case State::selected: return {"اختارك السحب؛ يُرجى الرد على العرض", "The draw selected you; please answer the offer"};
    case State::reserve: return {"أنت في قائمة الاحتياط", "You are on the reserve list"};
    case State::not_selected: return {"لم يخترك السحب", "The draw did not select you"};
    case State::accepted: return {"قبلت العرض", "You accepted the offer"};
    case State::declined: return {"اعتذرت عن العرض", "You declined the offer"};
    case State::expired: return {"انتهت مهلة العرض", "The offer expired"};
    case State::onboarding: return {"بدأ التأهيل", "Onboarding has begun"};
    case State::active: return {"أنت متسوق خفي نشط", "You are an active mystery shopper"};
    case State::withdrawn: return {"سُحب الطلب", "The application was withdrawn"};
  }
  return {};
}

Phase1 decide_phase1(const std::vector<Review>& reviews) {
  int passes = 0, fails = 0;
  for (const auto& review : reviews) {
    if (review.set_aside) continue;
    if (review.adjudication) return review.verdict == ReviewVerdict::pass ? Phase1::passed : Phase1::failed;
    (review.verdict == ReviewVerdict::pass ? passes : fails) += 1;
  }
  if (passes + fails < 2) return Phase1::undecided;
  if (passes > 0 && fails > 0) return Phase1::adjudicate;
  return passes > 0 ? Phase1::passed : Phase1::failed;
}

}  // namespace shopper::selection
