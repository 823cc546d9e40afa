// Walks a state machine exhaustively: every pair of state and command is either expected, or refused with exactly what is legal.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "platform/base/lifecycle.h"

namespace shopper::testing {

template <class State, class Command>
void walk(const Lifecycle<State, Command>& lifecycle, const std::map<State, std::map<Command, State>>& legal) {
  for (const auto state : enum_values<State>()) {
    const auto row = legal.find(state);
    std::set<std::string> expected;
    if (row != legal.end())
      for (const auto& [command, to] : row->second) expected.emplace(to_string(command));
    for (const auto command : enum_values<Command>()) {
      INFO(to_string(state) << " + " << to_string(command));
      const auto result = lifecycle.next(state, command);
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

}  // namespace shopper::testing
