// W3C Trace Context (https://www.w3.org/TR/trace-context/): what joins the log lines and spans of one request over all processes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shopper::trace {

// Of tracestate, as the W3C has it: of more members nothing is passed on, of more bytes the longest members and the last are left out.
inline constexpr std::size_t state_members_max = 32;
inline constexpr std::size_t state_bytes_max = 512;

struct Context {
  std::string trace_id;   // 32 lower-case hexadecimal digits, not all zero
  std::string span_id;    // 16 of them
  bool sampled = false;   // its spans are exported, where anybody exports
};

// What `traceparent` says; nothing when a new trace is to begin instead. Of a version later than ours the part we know is read.
std::optional<Context> parse(std::string_view traceparent);
// As a traceparent of version 00.
std::string to_string(const Context& context);
// The tracestate to pass on; "" when `joined` - all its header fields, in order, with commas between - is none.
std::string passed_on(std::string_view joined);

// Ids that must not meet, and need not be secret.
std::string new_trace_id();
std::string new_span_id();

// What this thread works for while the scope lives: log lines say it. `traceparent` must outlive it; one that is none says nothing.
class Scope {
 public:
  explicit Scope(std::string_view traceparent);
  ~Scope();
  Scope(const Scope&) = delete;

 private:
  const std::string_view before_;
};
// The traceparent of this thread's innermost scope, or "".
std::string_view current();
// Its parts, of one that `current` or `to_string` gave; "" of "".
std::string_view trace_id_of(std::string_view traceparent);
std::string_view span_id_of(std::string_view traceparent);

}  // namespace shopper::trace
