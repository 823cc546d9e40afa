#include "gateway/app/exchange.h"

#include <algorithm>
#include <optional>

#include "gateway/http/negotiate.h"
#include "gateway/limits.h"
#include "platform/trace/span.h"

namespace shopper::gateway::app {

namespace {

// The one traceparent of the request; several are none.
std::optional<trace::Context> trace_of(const http::Request& request) {
  const auto first = request.header("traceparent");
  if (!first) return std::nullopt;
  const auto all = std::count_if(request.headers.begin(), request.headers.end(), [](const auto& field) { return http::same_ignoring_case(field.name, "traceparent"); });
  return all == 1 ? trace::parse(*first) : std::nullopt;
}

bool acceptable_request_id(std::string_view id) {
  return !id.empty() && id.size() <= limits::request_id_bytes && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

Exchange begin_exchange(const http::Request& request, std::int64_t now_us, std::string_view default_language) {
  Exchange exchange{request, now_us, {}, {}, {}, {}, nullptr, {}, {}, {}, {}, {}};
  exchange.language = http::negotiate_language(request.joined_header("accept-language"), default_language);
  auto caller = trace_of(request);
  if (caller) {
    exchange.trace_id = std::move(caller->trace_id);
    exchange.parent_span = std::move(caller->span_id);
    if (const auto state = request.joined_header("tracestate"); !state.empty()) exchange.tracestate = trace::passed_on(state);
  } else {
    exchange.trace_id = trace::new_trace_id();
  }
  // Strangers do not decide how much we record; where nothing is, what they said is passed on.
  exchange.sampled = trace::exporting() ? trace::chosen(exchange.trace_id) : caller && caller->sampled;
  exchange.traceparent = trace::to_string({exchange.trace_id, trace::new_span_id(), exchange.sampled});
  const auto id = request.header("x-request-id").value_or("");
  exchange.request_id = acceptable_request_id(id) ? std::string(id) : exchange.trace_id;
  exchange.actor.language = exchange.language;
  return exchange;
}

}  // namespace shopper::gateway::app
