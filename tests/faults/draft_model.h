// A draft as its devices see it: created once under an id that they made, changed at the version that they read, read by all.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>

#include "tests/faults/linearizable.h"

namespace shopper::test {

struct DraftModel {
  // Version 0: there is none.
  struct State {
    std::int64_t version = 0;
    std::string value;
    friend auto operator<=>(const State&, const State&) = default;
  };
  enum class Kind { create, change, read };
  struct Input {
    Kind kind = Kind::read;
    std::string value{};         // to be written
    std::int64_t expected = 0;   // If-Match of a change
  };
  struct Output {
    int status = 0;
    State seen{};   // with 200
    friend bool operator==(const Output&, const Output&) = default;
  };

  static Output apply(State& state, const Input& input) {
    if (input.kind == Kind::create) {
      if (state.version == 0) state = {1, input.value};
      else if (state.value != input.value) return {409};
    } else if (state.version == 0) {
      return {404};
    } else if (input.kind == Kind::change) {
      if (state.version != input.expected) return {412};
      state = {state.version + 1, input.value};
    }
    return {200, state};
  }
};

using DraftHistory = History<DraftModel>;

// Nobody reads an older version than one they have been told of; "" or what was seen. A linearizable history has none of that: this says it in words.
inline std::string older_than_told(const DraftHistory& history) {
  auto in_order = history;
  std::stable_sort(in_order.begin(), in_order.end(), [](const auto& a, const auto& b) { return a.called_ns < b.called_ns; });
  std::map<int, std::int64_t> told;   // of the operations that each client has had answered; it does one after the other
  for (const auto& operation : in_order) {
    if (!operation.output || operation.output->status != 200) continue;
    auto& newest = told[operation.client];
    const auto version = operation.output->seen.version;
    if (version < newest) return "client " + std::to_string(operation.client) + " was told of version " + std::to_string(newest) + ", then of " + std::to_string(version);
    newest = version;
  }
  return "";
}

inline std::string described(const DraftHistory& history) {
  std::ostringstream text;
  for (const auto& operation : history) {
    constexpr std::int64_t ns_per_us = 1'000;
    const char* kinds[] = {"create", "change", "read"};
    text << "client " << operation.client << " " << operation.called_ns / ns_per_us << " us: " << kinds[static_cast<int>(operation.input.kind)] << " " << operation.input.value;
    if (operation.input.kind == DraftModel::Kind::change) text << " at version " << operation.input.expected;
    if (!operation.output) text << " -> nobody answered";
    else text << " -> " << operation.output->status << " version " << operation.output->seen.version << " " << operation.output->seen.value << " at " << operation.answered_ns / ns_per_us << " us";
    text << "\n";
  }
  return text.str();
}

}  // namespace shopper::test
