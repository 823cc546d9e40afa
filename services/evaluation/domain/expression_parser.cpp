#include <array>
#include <charconv>

#include "evaluation/domain/expression.h"

namespace shopper::evaluation::domain {
namespace {

struct Function {
  std::string_view name;
  Op op;
  std::size_t min_arguments;
  std::size_t max_arguments;
};

constexpr std::array functions{
    Function{"selected", Op::selected, 2, 2},       Function{"count-selected", Op::count_selected, 1, 1}, Function{"if", Op::if_else, 3, 3},
    Function{"coalesce", Op::coalesce, 2, 2},       Function{"string-length", Op::string_length, 1, 1},   Function{"contains", Op::contains, 2, 2},
    Function{"starts-with", Op::starts_with, 2, 2}, Function{"today", Op::today, 0, 0},                   Function{"number", Op::number, 1, 1},
    Function{"int", Op::to_int, 1, 1},              Function{"round", Op::round, 1, 2},                   Function{"concat", Op::concat, 1, 16},
    Function{"min", Op::min, 2, 16},                Function{"max", Op::max, 2, 16},                      Function{"not", Op::logical_not, 1, 1},
};

// Binary operators by rising precedence; longer spellings before their prefixes.
struct Operator {
  std::string_view spelling;
  Op op;
};
constexpr std::array levels{
    std::array{Operator{"or", Op::logical_or}, Operator{}, Operator{}, Operator{}},
    std::array{Operator{"and", Op::logical_and}, Operator{}, Operator{}, Operator{}},
    std::array{Operator{"!=", Op::unequal}, Operator{"=", Op::equal}, Operator{}, Operator{}},
    std::array{Operator{"<=", Op::less_equal}, Operator{">=", Op::greater_equal}, Operator{"<", Op::less}, Operator{">", Op::greater}},
    std::array{Operator{"+", Op::add}, Operator{"-", Op::subtract}, Operator{}, Operator{}},
    std::array{Operator{"*", Op::multiply}, Operator{"div", Op::divide}, Operator{"mod", Op::modulo}, Operator{}},
};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool name_part(char c) { return letter(c) || digit(c) || c == '-' || c == '.'; }

}  // namespace

// Recursive descent; every level of recursion and every node is counted, so a hostile text costs little.
class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view source) : source_(source) {}

  std::variant<Expression, SyntaxError> run() {
    if (source_.size() > limits::max_expression_bytes) {
      fail("EXPRESSION_TOO_LONG", {"التعبير أطول من المسموح", "The expression is too long"});
      return *error_;
    }
    out_.root_ = binary(0);
    skip_blanks();
    if (!error_ && at_ < source_.size()) fail("EXPRESSION_SYNTAX", fill({"رمز غير متوقع عند الموضع {}", "Unexpected text at position {}"}, {std::to_string(at_ + 1)}));
    if (error_) return *error_;
    return std::move(out_);
  }

 private:
  void fail(std::string code, Text text) {
    if (!error_) error_ = SyntaxError{at_, std::move(code), std::move(text)};
  }
  void fail_expected(std::string what) {
    fail("EXPRESSION_SYNTAX", fill({"المتوقع {} عند الموضع {}", "Expected {} at position {}"}, {std::move(what), std::to_string(at_ + 1)}));
  }
  void skip_blanks() {
    while (at_ < source_.size() && (source_[at_] == ' ' || source_[at_] == '\t' || source_[at_] == '\n' || source_[at_] == '\r')) ++at_;
  }
  bool accept(std::string_view spelling) {
    skip_blanks();
    if (!source_.substr(at_).starts_with(spelling)) return false;
    if (letter(spelling.front()) && at_ + spelling.size() < source_.size() && name_part(source_[at_ + spelling.size()])) return false;
    at_ += spelling.size();
    return true;
  }
  Node node(Op op, std::vector<Node> children = {}) {
    if (++nodes_ > limits::max_expression_nodes) fail("EXPRESSION_TOO_LONG", {"التعبير أطول من المسموح", "The expression is too long"});
    Node made;
    made.op = op;
    made.children = std::move(children);
    return made;
  }
  Node literal(Value value) {
    auto made = node(Op::literal);
    made.value = std::move(value);
    return made;
  }

  Node binary(std::size_t level) {
    if (level == levels.size()) return unary();
    auto left = binary(level + 1);
    // A left-leaning chain is as deep as it is long, so its length counts as depth too.
    for (int links = 0; !error_;) {
      const Operator* found = nullptr;
      for (const auto& candidate : levels[level])
        if (!found && !candidate.spelling.empty() && accept(candidate.spelling)) found = &candidate;
      if (!found) break;
      if (++links > limits::max_expression_depth) fail_depth();
      std::vector<Node> operands;
      operands.push_back(std::move(left));
      operands.push_back(binary(level + 1));
      left = node(found->op, std::move(operands));
    }
    return left;
  }

  void fail_depth() { fail("EXPRESSION_TOO_DEEP", {"التعبير متداخل أكثر من المسموح", "The expression is nested too deeply"}); }

  Node unary() {
    if (++depth_ > limits::max_expression_depth) fail_depth();
    Node made;
    if (!error_) {
      if (accept("-")) {
        std::vector<Node> operand;
        operand.push_back(unary());
        made = node(Op::negate, std::move(operand));
      } else {
        made = primary();
      }
    }
    --depth_;
    return made;
  }

  Node primary() {
    skip_blanks();
    if (at_ >= source_.size()) return fail_expected("a value"), Node{};
    const char c = source_[at_];
    if (c == '$') return variable();
    if (c == '\'' || c == '"') return quoted(c);
    if (digit(c) || (c == '.' && at_ + 1 < source_.size() && digit(source_[at_ + 1]))) return numeral();
    if (accept("(")) {
      auto inner = binary(0);
      if (!accept(")")) fail_expected("\")\"");
      return inner;
    }
    if (c == '.') {
      ++at_;
      out_.uses_self_ = true;
      return node(Op::self);
    }
    if (letter(c)) return call();
    return fail_expected("a value"), Node{};
  }

  Node variable() {
    const auto end = source_.find('}', at_);
    if (!source_.substr(at_).starts_with("${") || end == std::string_view::npos) return fail_expected("${name}"), Node{};
    auto name = source_.substr(at_ + 2, end - at_ - 2);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.empty()) return fail_expected("${name}"), Node{};
    at_ = end + 1;
    auto made = node(Op::variable);
    auto& names = out_.variables_;
    const auto known = std::find(names.begin(), names.end(), name);
    made.slot = static_cast<std::size_t>(known - names.begin());
    if (known == names.end()) names.emplace_back(name);
    return made;
  }

  Node quoted(char quote) {
    const auto end = source_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return fail_expected("a closing quote"), Node{};
    auto text = std::string(source_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return literal(std::move(text));
  }

  Node numeral() {
    double number = 0;
    const auto [end, fault] = std::from_chars(source_.data() + at_, source_.data() + source_.size(), number, std::chars_format::fixed);
    if (fault != std::errc{}) return fail_expected("a number"), Node{};
    at_ = static_cast<std::size_t>(end - source_.data());
    return literal(number);
  }

  Node call() {
    const auto start = at_;
    while (at_ < source_.size() && name_part(source_[at_])) ++at_;
    const auto name = source_.substr(start, at_ - start);
    if (!accept("(")) {
      at_ = start;
      return fail_expected("${name}, a number, a quoted text or a function"), Node{};
    }
    std::vector<Node> arguments;
    if (!accept(")")) {
      do arguments.push_back(binary(0));
      while (!error_ && accept(","));
      if (!accept(")")) fail_expected("\",\" or \")\"");
    }
    if ((name == "true" || name == "false") && arguments.empty()) return literal(name == "true");
    for (const auto& function : functions) {
      if (function.name != name) continue;
      if (arguments.size() < function.min_arguments || arguments.size() > function.max_arguments)
        fail("EXPRESSION_ARGUMENTS", fill({"عدد معاملات الدالة {} غير صحيح", "The function {} has the wrong number of arguments"}, {std::string(name)}));
      return node(function.op, std::move(arguments));
    }
    fail("EXPRESSION_FUNCTION_UNKNOWN", fill({"الدالة {} غير مدعومة", "The function {} is not supported"}, {std::string(name)}));
    return {};
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t nodes_ = 0;
  int depth_ = 0;
  std::optional<SyntaxError> error_;
  Expression out_;
};

std::variant<Expression, SyntaxError> Expression::parse(std::string_view source) { return ExpressionParser(source).run(); }

}  // namespace shopper::evaluation::domain
