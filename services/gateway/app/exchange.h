// One request on its way through the gateway.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/http/problem.h"
#include "gateway/routing/catalogue.h"
#include "gateway/throttle/limiter.h"
#include "platform/base/actor.h"

namespace shopper::gateway::app {

struct Exchange {
  const http::Request& request;
  std::int64_t now_us = 0;
  std::string language;            // "ar" or "en"
  std::string trace_id;            // 32 hex digits
  std::string traceparent;         // with a span of ours
  std::string request_id;
  const routing::Operation* operation = nullptr;
  std::vector<std::string> path_variables;
  Actor actor;
  std::string media_type;          // what the answer will be
  std::string idempotency_key;
  std::string list;                // for lists: what the cursor is bound to
  throttle::ClientAddress from{};
  throttle::Standing standing{};
  std::string tracestate{};        // of the caller's trace, to pass on
  std::string parent_span{};       // of the caller, where the trace is the caller's
  bool sampled = false;            // its spans are exported, where anybody exports
  std::string client{};            // who brings the request, where that is not the person itself

  http::ProblemContext problem_context() const { return {language, request.path, trace_id}; }
};

// Reads the tracing and language headers; makes up what is missing.
Exchange begin_exchange(const http::Request& request, std::int64_t now_us, std::string_view default_language);

}  // namespace shopper::gateway::app
