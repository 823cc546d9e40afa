#include "gateway/http/message.h"

#include <algorithm>
#include <ctime>

namespace shopper::gateway::http {

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// RFC 9110 IMF-fixdate; formatted once a second in each worker.
std::string_view date_now() {
  thread_local std::time_t formatted = 0;
  thread_local char text[40];
  const std::time_t now = std::time(nullptr);
  if (now != formatted) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    formatted = now;
  }
  return text;
}

// Documents may style themselves and hold pictures, but never run script or load anything.
constexpr std::string_view data_policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view document_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& field : headers)
    if (same_ignoring_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::string Request::joined_header(std::string_view name) const {
  std::string all;
  for (const auto& field : headers)
    if (same_ignoring_case(field.name, name)) all.append(all.empty() ? "" : ", ").append(field.value);
  return all;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

std::string serialise(const Response& response, bool without_body, bool keep_alive, int minor_version) {
  const bool bodyless = response.status == 204 || response.status == 304;
  std::string out;
  out.reserve(640 + (without_body ? 0 : response.body.size()));
  const auto line = [&](std::string_view name, std::string_view value) { out.append(name).append(": ").append(value).append("\r\n"); };
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
  line("Date", date_now());
  if (!bodyless) {
    if (!response.content_type.empty()) line("Content-Type", response.content_type);
    if (!response.rest) line("Content-Length", std::to_string(response.body.size()));
    else if (minor_version > 0) line("Transfer-Encoding", "chunked");
  }
  bool cache_control = false;
  bool policy = false;
  for (const auto& [name, value] : response.headers) {
    line(name, value);
    cache_control |= name == "Cache-Control";
    policy |= name == "Content-Security-Policy";
  }
  if (!cache_control) line("Cache-Control", "no-store");
  if (!policy) line("Content-Security-Policy", response.content_type.starts_with("text/html") ? document_policy : data_policy);
  line("X-Content-Type-Options", "nosniff");
  line("Referrer-Policy", "no-referrer");
  if (!keep_alive) line("Connection", "close");
  else if (minor_version == 0) line("Connection", "keep-alive");
  out.append("\r\n");
  if (!without_body && !bodyless) out.append(response.rest ? part_of_rest(response.body, minor_version) : response.body);
  return out;
}

std::string part_of_rest(std::string_view bytes, int minor_version) {
  if (minor_version == 0 || bytes.empty()) return std::string(bytes);
  char size[24];
  std::string chunk(size, static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx\r\n", bytes.size())));
  chunk.reserve(chunk.size() + bytes.size() + 2);
  return chunk.append(bytes).append("\r\n");
}

std::string end_of_rest(int minor_version) { return minor_version == 0 ? "" : "0\r\n\r\n"; }

}  // namespace shopper::gateway::http
