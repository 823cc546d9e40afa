// The answers of one evaluation as they arrive and as they are kept: a name and a plain value each.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace shopper::evaluation::domain {

// Nothing, a number, a text (also dates, times, one choice), or several choices. A bool is only ever refused.
using AnswerValue = std::variant<std::monostate, bool, double, std::string, std::vector<std::string>>;

struct Answer {
  std::string name;
  AnswerValue value;
  friend bool operator==(const Answer&, const Answer&) = default;
};

using Answers = std::vector<Answer>;

inline const AnswerValue* find_answer(const Answers& answers, std::string_view name) {
  for (const auto& answer : answers)
    if (answer.name == name) return &answer.value;
  return nullptr;
}

// Shortest form, whole numbers without a decimal point: "3", "0.25".
std::string number_text(double number);
// A whole or decimal number in Western or Arabic-Indic digits, or nothing.
bool parse_number(std::string_view text, double& number);
// What the analysis sees of an answer: choices joined by a space.
std::string raw_text(const AnswerValue& value);

}  // namespace shopper::evaluation::domain
