// A lifecycle as one table: state x command -> next state. Everything not in the table is refused, naming what is legal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"

namespace shopper {

template <NamedEnum State, NamedEnum Command>
struct Transition {
  State from;
  Command command;
  State to;
};

template <NamedEnum State, NamedEnum Command>
class Lifecycle {
 public:
  constexpr explicit Lifecycle(std::span<const Transition<State, Command>> table) : table_(table) {}

  std::optional<State> peek(State state, Command command) const {
    for (const auto& row : table_)
      if (row.from == state && row.command == command) return row.to;
    return std::nullopt;
  }
  // The next state, or WRONG_STATE with the legal actions.
  Result<State> next(State state, Command command) const {
    if (const auto to = peek(state, command)) return *to;
    return errors::wrong_state(std::string(to_string(state)), legal(state));
  }
  std::vector<std::string> legal(State state) const {
    std::vector<std::string> names;
    for (const auto& row : table_)
      if (row.from == state) names.emplace_back(to_string(row.command));
    return names;
  }
  std::span<const Transition<State, Command>> table() const { return table_; }

 private:
  std::span<const Transition<State, Command>> table_;
};

}  // namespace shopper
