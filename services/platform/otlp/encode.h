// Spans as OTLP/HTTP wants them in JSON (opentelemetry-proto 1.x, ExportTraceServiceRequest).
#pragma once

#include <span>
#include <string>

#include "platform/trace/span.h"

namespace shopper::otlp {

struct Resource {
  std::string service;   // "gateway"
  std::string version;
  std::string instance;  // of this run of the process
};

std::string encode(const Resource& resource, std::span<const trace::Finished> spans);
// How many spans of a request that was answered with 200 were turned down: `partialSuccess.rejectedSpans`.
std::int64_t rejected_spans(const std::string& answer);

}  // namespace shopper::otlp
