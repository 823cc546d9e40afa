// A request as the framer delivers it, and a response as the server writes it. No transport, no JSON.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/text.h"

namespace shopper::gateway::http {

enum class Method { get, head, post, put, patch, delete_, options };
inline constexpr std::array<std::string_view, 7> method_names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
constexpr std::string_view to_string(Method method) { return method_names[static_cast<std::size_t>(method)]; }

// ASCII case-insensitive equality, as for header names and media types.
bool same_ignoring_case(std::string_view a, std::string_view b);
// Without the blanks and tabs around it (OWS of RFC 9110).
std::string_view trim(std::string_view text);

struct HeaderField {
  std::string_view name;
  std::string_view value;
};

// Views into the connection's buffer: valid until the framer advances.
struct Request {
  Method method = Method::get;
  std::string_view target;   // as received, in origin-form
  std::string_view path;     // not decoded
  std::string_view query;    // not decoded, without '?'
  int minor_version = 1;
  std::string_view peer;     // address of the other end of the connection, as text
  std::vector<HeaderField> headers;
  std::string_view body;
  std::size_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  std::chrono::steady_clock::time_point arrived{};   // when its last byte was there
  std::stop_token left{};    // asked to stop when whoever sent it has left

  // The first field of that name, or nothing.
  std::optional<std::string_view> header(std::string_view name) const;
  // All fields of that name, joined by ", " (RFC 9110 5.3).
  std::string joined_header(std::string_view name) const;
};

// Why the bytes were not a request; the connection is closed after it.
struct Refusal {
  int status = 400;
  std::string_view code;
  Text text;
};

// The rest of an answer that is made while it is sent.
class Rest {
 public:
  virtual ~Rest() = default;
  // The next bytes; none at the end; nothing when it cannot be gone on with, which the client sees by the missing end.
  virtual std::optional<std::string> next() = 0;
};

struct Response {
  int status = 200;
  std::string content_type;   // empty: no body
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;
  bool close = false;
  std::shared_ptr<Rest> rest;   // what follows `body`; asked for while the client keeps up

  void set(std::string_view name, std::string value) { headers.emplace_back(name, std::move(value)); }
};

std::string_view reason_phrase(int status);

// The bytes of `response`, with Date, Content-Length and the security headers every answer carries.
// `without_body` is for HEAD: the same headers, no body.
std::string serialise(const Response& response, bool without_body, bool keep_alive, int minor_version);
// Of an answer with a rest: some bytes of it as they go out (HTTP/1.0 has no chunks: there the connection's end is the answer's); "" of none.
std::string part_of_rest(std::string_view bytes, int minor_version);
std::string end_of_rest(int minor_version);

}  // namespace shopper::gateway::http
