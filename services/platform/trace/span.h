// Spans: what one process did for a request, and how long it took. They cost one branch while nobody exports them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "platform/trace/context.h"

namespace shopper::trace {

// As OpenTelemetry numbers them.
enum class Kind { internal = 1, server = 2, client = 3, producer = 4, consumer = 5 };

// Names are fixed vocabulary: routes, methods, codes. Never ids, paths as they came, or anything of a person.
using Attribute = std::pair<std::string_view, std::variant<std::string, std::int64_t>>;

// A span that is over.
struct Finished {
  std::string trace_id, span_id, parent_id;   // no parent: the trace begins with it
  std::string state;                          // tracestate
  std::string name;
  Kind kind = Kind::internal;
  std::int64_t start_ns = 0, end_ns = 0;      // since 1970
  std::vector<Attribute> attributes;
  bool failed = false;                        // a fault of ours or of a peer; a refusal is an answer
};

// Where spans go. It must neither wait nor throw, and outlives whoever makes spans.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void take(Finished span) = 0;
};

// From now on spans go there; nullptr: nowhere. `ratio`: of the traces that begin here, the share that is sampled.
void export_to(Sink* sink, double ratio = 1);
bool exporting();
// Whether a trace that enters the suite here is sampled; by its id, so that all who ask agree.
bool chosen(std::string_view trace_id);
void hand_over(Finished span);

// From its construction to its end, by the steady clock.
class Span {
 public:
  // A part of what `parent` (a traceparent) did; recorded when that is sampled and somebody exports. `parent` must outlive it.
  Span(Kind kind, std::string_view name, std::string_view parent, std::string_view state = {});
  ~Span() { end(); }
  Span(Span&&) = default;
  Span& operator=(Span&&) = delete;

  bool recorded() const { return open_ != nullptr; }
  // For whoever does a part of it: its own, or the parent's when it is not recorded.
  std::string_view traceparent() const { return open_ ? std::string_view(open_->traceparent) : parent_; }
  void set(std::string_view key, std::string_view value) {
    if (open_) open_->span.attributes.emplace_back(key, std::string(value));
  }
  void set(std::string_view key, std::int64_t value) {
    if (open_) open_->span.attributes.emplace_back(key, value);
  }
  void fail() {
    if (open_) open_->span.failed = true;
  }
  void end();

 private:
  struct Open {
    Finished span;
    std::chrono::steady_clock::time_point started;
    std::string traceparent;
  };
  std::string_view parent_;
  std::unique_ptr<Open> open_;
};

}  // namespace shopper::trace
