#include "evaluation/domain/expression.h"

#include <cmath>
#include <limits>

#include "evaluation/domain/answers.h"

namespace shopper::evaluation::domain {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t max_text_bytes = 20'000;  // of a computed text: concat() cannot grow without end

// `word` is one of the space-separated words of `text`.
bool has_word(std::string_view text, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

double count_words(std::string_view text) {
  double words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ');
  return words;
}

double count_code_points(std::string_view text) {
  double count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

bool equal(const Value& a, const Value& b) {
  if (std::holds_alternative<bool>(a) || std::holds_alternative<bool>(b)) return to_bool(a) == to_bool(b);
  if (std::holds_alternative<double>(a) || std::holds_alternative<double>(b)) return to_number(a) == to_number(b);
  return to_text(a) == to_text(b);
}

double rounded(double number, double places) {
  const double scale = std::pow(10.0, std::clamp(std::isnan(places) ? 0.0 : std::trunc(places), -12.0, 12.0));
  return std::floor(number * scale + 0.5) / scale;
}

class Evaluator {
 public:
  explicit Evaluator(const Scope& scope) : scope_(scope) {}

  Value value(const Node& node) const {
    const auto& c = node.children;
    switch (node.op) {
      case Op::literal: return node.value;
      case Op::variable: return node.slot < scope_.slots.size() ? scope_.slots[node.slot] : Value{};
      case Op::self: return scope_.self ? *scope_.self : Value{};
      case Op::logical_or: return truth(c[0]) || truth(c[1]);
      case Op::logical_and: return truth(c[0]) && truth(c[1]);
      case Op::logical_not: return !truth(c[0]);
      case Op::equal: return equal(value(c[0]), value(c[1]));
      case Op::unequal: return !equal(value(c[0]), value(c[1]));
      case Op::less: return number(c[0]) < number(c[1]);
      case Op::less_equal: return number(c[0]) <= number(c[1]);
      case Op::greater: return number(c[0]) > number(c[1]);
      case Op::greater_equal: return number(c[0]) >= number(c[1]);
      case Op::add: return number(c[0]) + number(c[1]);
      case Op::subtract: return number(c[0]) - number(c[1]);
      case Op::multiply: return number(c[0]) * number(c[1]);
      case Op::divide: return number(c[0]) / number(c[1]);
      case Op::modulo: return std::fmod(number(c[0]), number(c[1]));
      case Op::negate: return -number(c[0]);
      case Op::selected: return has_word(text(c[0]), text(c[1]));
      case Op::count_selected: return count_words(text(c[0]));
      case Op::if_else: return truth(c[0]) ? value(c[1]) : value(c[2]);
      case Op::coalesce: {
        auto first = value(c[0]);
        return to_text(first).empty() ? value(c[1]) : first;
      }
      case Op::string_length: return count_code_points(text(c[0]));
      case Op::contains: return text(c[0]).find(text(c[1])) != std::string::npos;
      case Op::starts_with: return text(c[0]).starts_with(text(c[1]));
      case Op::today: return scope_.today.iso();
      case Op::number: return number(c[0]);
      case Op::to_int: return std::trunc(number(c[0]));
      case Op::round: return rounded(number(c[0]), c.size() > 1 ? number(c[1]) : 0);
      case Op::concat: {
        std::string joined;
        for (const auto& child : c) joined += text(child);
        if (joined.size() > max_text_bytes) return Value{};
        return joined;
      }
      case Op::min: return fold(c, [](double a, double b) { return b < a; });
      case Op::max: return fold(c, [](double a, double b) { return b > a; });
    }
    return {};
  }

 private:
  bool truth(const Node& node) const { return to_bool(value(node)); }
  double number(const Node& node) const { return to_number(value(node)); }
  std::string text(const Node& node) const { return to_text(value(node)); }
  template <class Better>
  Value fold(const std::vector<Node>& nodes, Better better) const {
    double best = number(nodes[0]);
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      const double next = number(nodes[i]);
      if (std::isnan(next)) return nan;
      if (better(best, next)) best = next;
    }
    return best;
  }

  const Scope& scope_;
};

void bind_node(Node& node, const std::vector<std::size_t>& slots) {
  if (node.op == Op::variable) node.slot = slots[node.slot];
  for (auto& child : node.children) bind_node(child, slots);
}

}  // namespace

bool to_bool(const Value& value) {
  if (const auto* b = std::get_if<bool>(&value)) return *b;
  if (const auto* d = std::get_if<double>(&value)) return *d != 0 && !std::isnan(*d);
  if (const auto* s = std::get_if<std::string>(&value)) return !s->empty();
  return false;
}

double to_number(const Value& value) {
  if (const auto* d = std::get_if<double>(&value)) return *d;
  if (const auto* b = std::get_if<bool>(&value)) return *b ? 1 : 0;
  if (const auto* s = std::get_if<std::string>(&value)) {
    double parsed = 0;
    if (parse_number(*s, parsed)) return parsed;
    if (const auto date = Date::parse(*s)) return date->days_since_epoch();
  }
  return nan;
}

std::string to_text(const Value& value) {
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  if (const auto* b = std::get_if<bool>(&value)) return *b ? "true" : "false";
  if (const auto* d = std::get_if<double>(&value)) return std::isnan(*d) ? "" : number_text(*d);
  return {};
}

void Expression::bind(const std::function<std::size_t(const std::string&)>& slot_of) {
  std::vector<std::size_t> slots;
  for (const auto& name : variables_) slots.push_back(slot_of(name));
  bind_node(root_, slots);
}

Value Expression::evaluate(const Scope& scope) const { return Evaluator(scope).value(root_); }

}  // namespace shopper::evaluation::domain
