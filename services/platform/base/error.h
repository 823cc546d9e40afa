// The one error type of the suite: what a use case refuses with, what crosses gRPC, what becomes a problem document.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/text.h"

namespace shopper {

// What went wrong, as a caller must tell it apart. Each has one gRPC status and one HTTP status (docs/ARCHITECTURE.md).
enum class ErrorKind {
  malformed,          // 400: the request cannot be understood
  invalid,            // 422: one or more fields are wrong; see Error::fields
  unauthenticated,    // 401
  forbidden,          // 403
  not_found,          // 404: absent, or hidden from this actor
  conflict,           // 409: wrong state, duplicate, a rule refuses
  stale,              // 412: the version the caller saw is gone
  exhausted,          // 429: too many
  unavailable,        // 503: a peer or the disk is away, or we are draining
  late,               // 504: the deadline passed
  internal,           // 500: a bug
};

// One wrong field: an RFC 6901 JSON pointer into the request body, a stable code, a text in both languages.
struct FieldError {
  std::string pointer;
  std::string code;
  Text text;
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;                   // stable UPPER_SNAKE
  Text text;
  std::vector<FieldError> fields;     // for `invalid`
  std::vector<std::string> actions;   // for a wrong state: what is legal now
  int retry_after_s = 0;
};

[[noreturn]] inline void misread_result() { throw std::logic_error("a Result was read as what it is not"); }

// A value or an Error. Refusals are ordinary results, never exceptions. (Two optionals, not a variant: every use case has several of these, and the
// variant's machinery took a third of their compile time.)
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  T& value() & { return checked(), *value_; }
  const T& value() const& { return checked(), *value_; }
  T&& value() && { return checked(), *std::move(value_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() { return refused(), *error_; }
  const Error& error() const { return refused(), *error_; }

 private:
  void checked() const {
    if (!value_) misread_result();
  }
  void refused() const {
    if (!error_) misread_result();
  }
  std::optional<T> value_;
  std::optional<Error> error_;
};

// The answer of an operation that has nothing to say but "done".
struct Done {};

// `SHOPPER_TRY(auto x, f())`: x is f()'s value, or the enclosing function returns f()'s error.
#define SHOPPER_CONCAT_INNER(a, b) a##b
#define SHOPPER_CONCAT(a, b) SHOPPER_CONCAT_INNER(a, b)
#define SHOPPER_TRY(declaration, expression) SHOPPER_TRY_NAMED(SHOPPER_CONCAT(result_at_, __LINE__), declaration, expression)
#define SHOPPER_TRY_NAMED(name, declaration, expression) \
  auto name = (expression);                              \
  if (!name.ok()) return std::move(name.error());        \
  declaration = std::move(name).value()
// `SHOPPER_CHECK(f())`: the enclosing function returns f()'s error, if any.
#define SHOPPER_CHECK(expression)                                                      \
  if (auto SHOPPER_CONCAT(check_at_, __LINE__) = (expression);                         \
      !SHOPPER_CONCAT(check_at_, __LINE__).ok())                                       \
  return std::move(SHOPPER_CONCAT(check_at_, __LINE__).error())

inline Error refuse(ErrorKind kind, std::string code, Text text) { return Error{kind, std::move(code), std::move(text), {}, {}, 0}; }
inline Error conflict(std::string code, Text text) { return refuse(ErrorKind::conflict, std::move(code), std::move(text)); }

// Collects every wrong field of a request, so that the caller sees all of them at once.
class FieldErrors {
 public:
  void add(std::string pointer, std::string code, Text text) { errors_.push_back({std::move(pointer), std::move(code), std::move(text)}); }
  void check(bool holds, std::string pointer, std::string code, Text text) {
    if (!holds) add(std::move(pointer), std::move(code), std::move(text));
  }
  bool empty() const { return errors_.empty(); }
  Result<Done> result() const;
  const std::vector<FieldError>& all() const { return errors_; }

 private:
  std::vector<FieldError> errors_;
};

// Refusals that every service gives in the same words.
namespace errors {
Error not_found(const std::string& id);
Error forbidden();
Error stale(long long current_version);
Error wrong_state(const std::string& state, std::vector<std::string> legal_actions);
}  // namespace errors

}  // namespace shopper
