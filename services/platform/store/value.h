// One value of a statement: a parameter or a column. (Not std::variant: its machinery would be compiled again in every use case.)
#pragma once

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace shopper::store {

enum class Kind : char { integer = 'i', real = 'r', text = 't' };

class Value {
 public:
  Value() = default;   // null
  template <std::integral T>
  Value(T integer) : holds_(Holds::integer), integer_(static_cast<std::int64_t>(integer)) {}
  Value(double real) : holds_(Holds::real), real_(real) {}
  Value(std::string text) : holds_(Holds::text), text_(std::move(text)) {}
  Value(const char* text) : Value(std::string(text)) {}

  bool is_null() const { return holds_ == Holds::nothing; }
  bool is_text() const { return holds_ == Holds::text; }
  // How it is bound; null goes as a text that is not there.
  Kind kind() const { return holds_ == Holds::integer ? Kind::integer : holds_ == Holds::real ? Kind::real : Kind::text; }
  // Each throws std::logic_error when another kind is held: a bug.
  std::int64_t integer() const { return held(Holds::integer), integer_; }
  double real() const { return held(Holds::real), real_; }
  const std::string& text() const { return held(Holds::text), text_; }
  std::string& text() { return held(Holds::text), text_; }

 private:
  enum class Holds : char { nothing, integer, real, text };
  void held(Holds wanted) const {
    if (holds_ != wanted) throw std::logic_error("the database holds another kind of value than is asked for");
  }

  Holds holds_ = Holds::nothing;
  union {
    std::int64_t integer_ = 0;
    double real_;
  };
  std::string text_;
};

}  // namespace shopper::store
