#include "evaluation/domain/expression.h"

#include <catch2/catch.hpp>

#include <random>

using namespace shopper;
using namespace shopper::evaluation::domain;

namespace {

// Slots by name: a = 4, b = "x y z", empty = nothing, d = a date, self = 7.
Value evaluate(std::string_view source) {
  auto parsed = Expression::parse(source);
  if (const auto* wrong = std::get_if<SyntaxError>(&parsed)) FAIL(source << ": " << wrong->code << " at " << wrong->position << ": " << wrong->text.en);
  auto& expression = std::get<Expression>(parsed);
  const std::vector<std::string> names{"a", "b", "empty", "d"};
  const std::vector<Value> slots{4.0, std::string("x y z"), Value{}, std::string("2022-06-10")};
  expression.bind([&](const std::string& name) { return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()); });
  const Value self = 7.0;
  return expression.evaluate({slots, &self, Date{2022, 6, 9}});
}

bool holds(std::string_view source) { return to_bool(evaluate(source)); }

std::string fault(std::string_view source) {
  const auto parsed = Expression::parse(source);
  const auto* wrong = std::get_if<SyntaxError>(&parsed);
  return wrong ? wrong->code : "";
}

}  // namespace

TEST_CASE("arithmetic follows the precedence of XPath") {
  CHECK(to_number(evaluate("1 + 2 * 3")) == 7);
  CHECK(to_number(evaluate("(1 + 2) * 3")) == 9);
  CHECK(to_number(evaluate("7 div 2")) == 3.5);
  CHECK(to_number(evaluate("7 mod 4")) == 3);
  CHECK(to_number(evaluate("-${a} + 10")) == 6);
  CHECK(to_number(evaluate("10 - 3 - 2")) == 5);
  CHECK(to_number(evaluate("round(2.5)")) == 3);
  CHECK(to_number(evaluate("round(2.345, 2)")) == Approx(2.35));
  CHECK(to_number(evaluate("int(-2.7)")) == -2);
  CHECK(to_number(evaluate("number('٤٢')")) == 42);
  CHECK(to_number(evaluate("min(3, ${a}, 2)")) == 2);
  CHECK(to_number(evaluate("max(3, ${a}, 2)")) == 4);
}

TEST_CASE("logic, comparison and texts") {
  CHECK(holds("${a} = 4 and not(${a} > 5)"));
  CHECK(holds("false() or true()"));
  CHECK(holds(". >= 7 and . < 8"));
  CHECK(holds("'a' != 'b'"));
  CHECK(holds("selected(${b}, 'y')"));
  CHECK_FALSE(holds("selected(${b}, 'x y')  and false()"));
  CHECK_FALSE(holds("selected('xy z', 'x')"));
  CHECK(to_number(evaluate("count-selected(${b})")) == 3);
  CHECK(to_text(evaluate("if(${a} > 3, 'many', 'few')")) == "many");
  CHECK(to_text(evaluate("coalesce(${empty}, 'none')")) == "none");
  CHECK(to_number(evaluate("string-length('مرحبا')")) == 5);
  CHECK(to_text(evaluate("concat('a', ${a}, true())")) == "a4true");
  CHECK(holds("contains('receipt 12', 'receipt') and starts-with('QA-1', 'QA')"));
}

TEST_CASE("what is empty is neither small nor large") {
  CHECK_FALSE(holds("${empty} > 1"));
  CHECK_FALSE(holds("${empty} <= 1"));
  CHECK(holds("${empty} = ''"));
  CHECK(to_text(evaluate("${empty} + 1")).empty());
}

TEST_CASE("dates compare by day") {
  CHECK(holds("${d} > today()"));
  CHECK_FALSE(holds("${d} <= today()"));
  CHECK(to_number(evaluate("number(${d}) - number(today())")) == 1);
}

TEST_CASE("wrong expressions are refused with a code") {
  CHECK(fault("1 +") == "EXPRESSION_SYNTAX");
  CHECK(fault("${a") == "EXPRESSION_SYNTAX");
  CHECK(fault("'open") == "EXPRESSION_SYNTAX");
  CHECK(fault("1 2") == "EXPRESSION_SYNTAX");
  CHECK(fault("name") == "EXPRESSION_SYNTAX");
  CHECK(fault("regex(., 'x+')") == "EXPRESSION_FUNCTION_UNKNOWN");
  CHECK(fault("if(1, 2)") == "EXPRESSION_ARGUMENTS");
  std::string nested(40, '(');
  nested += '1';
  nested.append(40, ')');
  CHECK(fault(nested) == "EXPRESSION_TOO_DEEP");
  CHECK(fault(std::string(3'000, ' ')) == "EXPRESSION_TOO_LONG");
  std::string chain = "1";
  for (int i = 0; i < 50; ++i) chain += "+1";
  CHECK(fault(chain) == "EXPRESSION_TOO_DEEP");
}

TEST_CASE("any text is parsed or refused, and what is parsed can be evaluated") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::vector<std::string> pieces{"${a}", "${b}", ".", "1", "0.5", "'x'", "(", ")", ",", "+", "-", "*", " div ", " mod ", "=", "!=", "<", ">=",
                                        " and ", " or ", "not(", "if(", "selected(", "round(", "concat(", "today()", "\"", "$", "{", "min(", " ", "é"};
  int parsed_count = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string source;
    for (std::size_t n = random() % 12; n > 0; --n) source += pieces[random() % pieces.size()];
    INFO(source);
    auto parsed = Expression::parse(source);
    if (auto* expression = std::get_if<Expression>(&parsed)) {
      ++parsed_count;
      expression->bind([](const std::string&) { return std::size_t{0}; });
      const std::vector<Value> slots{3.0};
      (void)expression->evaluate({slots, nullptr, Date{2022, 6, 6}});
    } else {
      REQUIRE_FALSE(std::get<SyntaxError>(parsed).text.ar.empty());
    }
  }
  CHECK(parsed_count > 0);
}
