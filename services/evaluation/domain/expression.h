// The expression language of forms: the XLSForm subset that is total and free of side effects. There is no `regex()`: a
// linear-time matcher is not part of the language, and constraints on text use string-length(), contains(), starts-with().
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/time.h"

namespace shopper::evaluation::domain {

namespace limits {
inline constexpr std::size_t max_expression_bytes = 2'000;
inline constexpr int max_expression_depth = 32;
inline constexpr std::size_t max_expression_nodes = 400;
}  // namespace limits

// Empty, true/false, a number, or a text; several choices are one text separated by spaces.
using Value = std::variant<std::monostate, bool, double, std::string>;

bool to_bool(const Value& value);
double to_number(const Value& value);      // NaN for what is no number; an ISO date counts its days since 1970
std::string to_text(const Value& value);

enum class Op {
  literal, variable, self,
  logical_or, logical_and, equal, unequal, less, less_equal, greater, greater_equal,
  add, subtract, multiply, divide, modulo, negate, logical_not,
  selected, count_selected, if_else, coalesce, string_length, contains, starts_with, today, number, to_int, round, concat, min, max,
};

struct Node {
  Op op = Op::literal;
  Value value;                 // literal
  std::size_t slot = 0;        // variable: index into Expression::variables(), or the slot it was bound to
  std::vector<Node> children;
};

// What an expression can see while it is evaluated.
struct Scope {
  std::span<const Value> slots;
  const Value* self = nullptr;
  Date today;
};

struct SyntaxError {
  std::size_t position = 0;    // byte offset
  std::string code;
  Text text;
};

class Expression {
 public:
  static std::variant<Expression, SyntaxError> parse(std::string_view source);

  const std::vector<std::string>& variables() const { return variables_; }
  bool uses_self() const { return uses_self_; }
  // Replaces names by slots; call once, before evaluate().
  void bind(const std::function<std::size_t(const std::string&)>& slot_of);
  Value evaluate(const Scope& scope) const;

 private:
  friend class ExpressionParser;
  Node root_;
  std::vector<std::string> variables_;
  bool uses_self_ = false;
};

}  // namespace shopper::evaluation::domain
