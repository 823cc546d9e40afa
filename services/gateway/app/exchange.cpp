#include "gateway/app/exchange.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

#include "gateway/http/negotiate.h"
#include "gateway/limits.h"

namespace shopper::gateway::app {

namespace {

// Ids that must not meet, and need not be secret: the system is asked for a seed alone.
std::string random_hex(std::size_t bytes) {
  thread_local std::mt19937_64 random = [] {
    std::array<std::uint32_t, 16> seed;
    randombytes_buf(seed.data(), sizeof seed);
    std::seed_seq sequence(seed.begin(), seed.end());
    return std::mt19937_64(sequence);
  }();
  const std::array<std::uint64_t, 2> words{random(), random()};
  unsigned char raw[16];
  char text[33];
  std::memcpy(raw, words.data(), sizeof raw);
  sodium_bin2hex(text, sizeof text, raw, bytes);
  return text;
}

bool lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// The trace id of a W3C traceparent, or "".
std::string_view trace_of(std::string_view traceparent) {
  if (traceparent.size() != 55 || !traceparent.starts_with("00-") || traceparent[35] != '-' || traceparent[52] != '-') return {};
  const auto trace = traceparent.substr(3, 32);
  const auto span = traceparent.substr(36, 16);
  if (!lower_hex(trace) || !lower_hex(span) || !lower_hex(traceparent.substr(53))) return {};
  const bool zero = trace.find_first_not_of('0') == std::string_view::npos || span.find_first_not_of('0') == std::string_view::npos;
  return zero ? std::string_view{} : trace;
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
  exchange.trace_id = trace_of(request.header("traceparent").value_or(""));
  if (exchange.trace_id.empty()) exchange.trace_id = random_hex(16);
  exchange.traceparent = "00-" + exchange.trace_id + "-" + random_hex(8) + "-01";
  const auto id = request.header("x-request-id").value_or("");
  exchange.request_id = acceptable_request_id(id) ? std::string(id) : exchange.trace_id;
  exchange.actor.language = exchange.language;
  return exchange;
}

}  // namespace shopper::gateway::app
