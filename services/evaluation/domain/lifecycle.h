// A state machine as one table of (state, command) -> state; whatever is not in it is refused with the legal actions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"

namespace shopper::evaluation::domain {

template <NamedEnum State, NamedEnum Command>
struct Transition {
  State from;
  Command command;
  State to;
};

template <NamedEnum State, NamedEnum Command>
std::vector<std::string> legal_actions(std::span<const Transition<State, Command>> table, State state) {
  std::vector<std::string> actions;
  for (const auto& t : table)
    if (t.from == state) actions.emplace_back(to_string(t.command));
  return actions;
}

template <NamedEnum State, NamedEnum Command>
Result<State> next_state(std::span<const Transition<State, Command>> table, State state, Command command) {
  for (const auto& t : table)
    if (t.from == state && t.command == command) return t.to;
  return errors::wrong_state(std::string(to_string(state)), legal_actions(table, state));
}

}  // namespace shopper::evaluation::domain
