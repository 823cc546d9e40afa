// Finding a volunteer for a mission: the rules decide who may, the load decides who is asked.
#pragma once

#include "evaluation/usecases/shared.h"

namespace shopper::evaluation {

struct Candidate {
  std::string shopper;
  bool eligible = false;
  std::string refusal;             // code of the first rule that forbids it
  Text text;
  std::int64_t open_missions = 0;
  std::int64_t visits = 0;
  SHOPPER_FIELDS(Candidate, shopper, eligible, refusal, text, open_missions, visits)
};

// The programme's members and what the rules say of each, the first choice first.
std::vector<Candidate> rank_candidates(Unit& unit, const domain::Assignment& mission);

// Offers a planned mission to the shopper whom the rules must allow; saves it.
Result<domain::Assignment> offer_to(Unit& unit, domain::Assignment mission, const std::string& shopper);

// Offers it to the first choice among those who never had it; unchanged (planned) when there is none.
domain::Assignment offer_to_anyone(Unit& unit, domain::Assignment mission);

// Ends a mission whose shopper cannot or will not do it, and plans a new one in its place.
Result<domain::Assignment> succeed(Unit& unit, domain::Assignment mission, domain::AssignmentCommand command, const std::string& reason);
// The same, and the new one is offered to somebody else if the rules allow anybody.
Result<domain::Assignment> replace(Unit& unit, domain::Assignment mission, domain::AssignmentCommand command, const std::string& reason);

// Moves a mission along its lifecycle and saves it.
Result<domain::Assignment> move(Unit& unit, domain::Assignment mission, domain::AssignmentCommand command);

}  // namespace shopper::evaluation
