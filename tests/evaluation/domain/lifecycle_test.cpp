#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "evaluation/domain/evaluation.h"

using namespace shopper;
using namespace shopper::evaluation::domain;

namespace {

// Every (state, command) is either in `legal` with that target, or refused with exactly the legal commands.
template <class State, class Command>
void walk(const Lifecycle<State, Command>& lifecycle, const std::map<State, std::map<Command, State>>& legal) {
  for (const auto state : enum_values<State>()) {
    std::set<std::string> expected;
    if (const auto row = legal.find(state); row != legal.end())
      for (const auto& [command, to] : row->second) expected.emplace(to_string(command));
    for (const auto command : enum_values<Command>()) {
      INFO(to_string(state) << " + " << to_string(command));
      const auto result = lifecycle.next(state, command);
      const auto row = legal.find(state);
      if (row != legal.end() && row->second.contains(command)) {
        REQUIRE(result.ok());
        CHECK(*result == row->second.at(command));
      } else {
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().code == "WRONG_STATE");
        CHECK(std::set<std::string>(result.error().actions.begin(), result.error().actions.end()) == expected);
      }
    }
  }
}

}  // namespace

TEST_CASE("the assignment's state machine, exhaustively") {
  using S = AssignmentState;
  using C = AssignmentCommand;
  walk<S, C>(assignment_lifecycle(), {{S::planned, {{C::offer, S::offered}, {C::cancel, S::cancelled}}},
              {S::offered, {{C::accept, S::accepted}, {C::decline, S::declined}, {C::expire, S::expired}, {C::reassign, S::reassigned}, {C::cancel, S::cancelled}}},
              {S::declined, {{C::reassign, S::reassigned}, {C::cancel, S::cancelled}}},
              {S::expired, {{C::reassign, S::reassigned}, {C::cancel, S::cancelled}}},
              {S::accepted, {{C::start, S::in_progress}, {C::reassign, S::reassigned}, {C::cancel, S::cancelled}}},
              {S::in_progress, {{C::submit, S::submitted}, {C::reassign, S::reassigned}, {C::cancel, S::cancelled}}},
              {S::submitted, {{C::close, S::closed}, {C::redo, S::reassigned}}}});
}

TEST_CASE("the evaluation's state machine, exhaustively") {
  using S = EvaluationState;
  using C = EvaluationCommand;
  walk<S, C>(evaluation_lifecycle(), {{S::draft, {{C::save, S::draft}, {C::submit, S::submitted}}},
              {S::submitted, {{C::take_up, S::in_review}, {C::return_to_author, S::returned}}},
              {S::returned, {{C::resubmit, S::resubmitted}}},
              {S::resubmitted, {{C::take_up, S::in_review}, {C::return_to_author, S::returned}}},
              {S::in_review, {{C::hold, S::on_hold}, {C::return_to_author, S::returned}, {C::approve, S::approved}, {C::reject, S::rejected}, {C::exclude, S::excluded}}},
              {S::on_hold, {{C::take_up, S::in_review}, {C::return_to_author, S::returned}, {C::approve, S::approved}, {C::reject, S::rejected}, {C::exclude, S::excluded}}},
              {S::approved, {{C::release, S::released}}},
              {S::released, {{C::appeal, S::appealed}, {C::lock, S::locked}}},
              {S::appealed, {{C::uphold, S::upheld}, {C::amend, S::amended}, {C::annul, S::annulled}}},
              {S::upheld, {{C::lock, S::locked}}},
              {S::amended, {{C::lock, S::locked}}},
              {S::annulled, {{C::lock, S::locked}}}});
}
