// Expressions of forms: every text is one or is refused, and every one has a value, whatever the answers.
#include <variant>

#include "evaluation/domain/expression.h"
#include "tests/fuzz/fuzz.h"

void examine(std::string_view bytes) {
  using namespace shopper::evaluation::domain;
  auto parsed = Expression::parse(bytes);
  if (const auto* wrong = std::get_if<SyntaxError>(&parsed)) {
    must(wrong->position <= bytes.size() && !wrong->code.empty(), "an error with its place and code");
    return;
  }
  auto& expression = std::get<Expression>(parsed);
  std::vector<Value> slots(expression.variables().size());
  std::size_t next = 0;
  expression.bind([&](const std::string&) { return next++ % std::max<std::size_t>(slots.size(), 1); });
  const Value self;
  (void)expression.evaluate({slots, &self, {}});
}
