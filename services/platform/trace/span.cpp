#include "platform/trace/span.h"

#include <atomic>
#include <cmath>

namespace shopper::trace {
namespace {

std::atomic<Sink*> sink{nullptr};
std::atomic<std::uint64_t> chosen_below{0};

// The last 14 digits of a trace id are random (W3C Trace Context, level 2).
constexpr std::size_t random_digits = 14;
constexpr double random_values = 72'057'594'037'927'936.0;   // 2^56

std::int64_t wall_ns() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

}  // namespace

void export_to(Sink* to, double ratio) {
  chosen_below = static_cast<std::uint64_t>(std::llround(ratio * random_values));
  sink = to;
}

bool exporting() { return sink.load(std::memory_order_acquire) != nullptr; }

bool chosen(std::string_view trace_id) {
  std::uint64_t value = 0;
  for (const char c : trace_id.substr(trace_id.size() - random_digits)) value = value << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return value < chosen_below;
}

void hand_over(Finished span) {
  if (auto* to = sink.load(std::memory_order_acquire)) to->take(std::move(span));
}

Span::Span(Kind kind, std::string_view name, std::string_view parent, std::string_view state) : parent_(parent) {
  if (!exporting()) return;
  auto context = parse(parent);
  if (!context || !context->sampled) return;
  open_ = std::make_unique<Open>();
  auto& span = open_->span;
  span.parent_id = context->span_id;
  context->span_id = new_span_id();
  open_->traceparent = to_string(*context);
  span.trace_id = std::move(context->trace_id);
  span.span_id = std::move(context->span_id);
  span.state = state;
  span.name = name;
  span.kind = kind;
  span.start_ns = wall_ns();
  open_->started = std::chrono::steady_clock::now();
}

void Span::end() {
  if (!open_) return;
  auto& span = open_->span;
  span.end_ns = span.start_ns + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - open_->started).count();
  hand_over(std::move(span));
  open_.reset();
}

}  // namespace shopper::trace
