// URLs, negotiation, problem documents, response bytes.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/call/backends.h"
#include "gateway/http/json_text.h"
#include "gateway/http/negotiate.h"
#include "gateway/http/problem.h"
#include "gateway/http/url.h"
#include "platform/rpc/errors.h"

using namespace shopper;
using namespace shopper::gateway;

TEST_CASE("path segments are decoded exactly once and then checked", "[url]") {
  CHECK(http::decode_segment("a%20b") == "a b");
  CHECK(http::decode_segment("%D9%85") == "\xd9\x85");
  CHECK(http::decode_segment("%252f") == "%2f");
  CHECK(http::decode_segment("a+b") == "a+b");
  for (const auto* bad : {"%2f", "%2F", "%00", "%0a", "%7f", "%5c", "%", "%2", "%zz", "", ".", "..", "%2e%2e", "%ff", "%c0%af", "%ed%a0%80"}) {
    INFO(bad);
    CHECK(!http::decode_segment(bad));
  }
  CHECK(!http::decode_segment(std::string(129, 'a')));
}

TEST_CASE("queries keep order and duplicates", "[url]") {
  const auto pairs = parse_query("a=1&b=x+y&a=%D9%85&c&&d=");
  REQUIRE(pairs);
  CHECK(*pairs == QueryPairs{{"a", "1"}, {"b", "x y"}, {"a", "\xd9\x85"}, {"c", ""}, {"d", ""}});
  CHECK(!parse_query("a=%"));
  CHECK(!parse_query("=x"));
  CHECK(percent_encode("a b/\xd9\x85") == "a%20b%2F%D9%85");
}

TEST_CASE("Accept is negotiated with precision and quality", "[negotiate]") {
  const std::vector<std::string_view> available{"text/html", "text/csv", "application/pdf"};
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"", "text/html"},
      {"*/*", "text/html"},
      {"text/csv", "text/csv"},
      {"TEXT/CSV", "text/csv"},
      {"text/*", "text/html"},
      {"text/*;q=0.5, application/pdf", "application/pdf"},
      {"text/html;q=0, */*", "text/csv"},
      {"*/*;q=0.1, text/csv;q=0.2", "text/csv"},
      {"application/json", ""},
      {"image/*", ""},
      {"*/*;q=0", ""},
      {"text/csv;q=1.5", "text/html"},
      {"foo", "text/html"},
      {"text/csv;level=1", "text/csv"},
      {"text/csv;q=0.001", "text/csv"},
      {",, text/csv ,", "text/csv"},
      {"application/pdf, text/csv", "text/csv"},
  };
  for (const auto& [accept, expected] : rows) {
    INFO(accept);
    CHECK(http::negotiate_media_type(accept, available) == expected);
  }
}

TEST_CASE("Accept-Language chooses ar or en and never fails", "[negotiate]") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"", "en"},     {"ar", "ar"},       {"ar-AE,ar;q=.9,en;q=.8", "ar"}, {"ar-AE,ar;q=0.9,en;q=0.8", "ar"}, {"fr", "en"}, {"fr, ar;q=0.1", "ar"}, {"*", "en"},
      {"en, ar", "en"}, {"AR-qa", "ar"}, {"en;q=0.2, ar;q=0.7", "ar"},    {"ar;q=0", "en"},                   {"arz", "en"}, {";;;", "en"},
  };
  for (const auto& [accept, expected] : rows) {
    INFO(accept);
    CHECK(http::negotiate_language(accept, "en") == expected);
  }
  CHECK(http::negotiate_language("fr", "ar") == "ar");
}

TEST_CASE("media types and entity tags", "[negotiate]") {
  CHECK(http::parse_media_type("application/json; charset=UTF-8").essence == "application/json");
  CHECK(http::parse_media_type("application/json; charset=\"utf-8\"").utf8);
  CHECK(!http::parse_media_type("application/json;charset=latin1").utf8);
  CHECK(http::etag_listed("\"1\", W/\"2\"", "\"2\""));
  CHECK(http::etag_listed("*", "\"2\""));
  CHECK(!http::etag_listed("\"1\"", "\"2\""));
}

TEST_CASE("JSON strings and base64", "[text]") {
  std::string out;
  http::append_json_string(out, std::string("a\"\\\n\x01\xd9\x85", 7));
  CHECK(out == "\"a\\\"\\\\\\n\\u0001\xd9\x85\"");
  std::string bytes;
  CHECK(http::decode_base64("AAEC/w==", bytes));
  CHECK(bytes == std::string("\0\1\2\xff", 4));
  std::string encoded;
  http::append_base64(encoded, bytes);
  CHECK(encoded == "AAEC/w==");
  for (const auto* bad : {"AAEC/w", "AA EC", "AAEC_w==", "A"}) CHECK(!http::decode_base64(bad, bytes));
}

TEST_CASE("every gRPC code has one HTTP status", "[problem]") {
  using grpc::StatusCode;
  const std::vector<std::pair<StatusCode, int>> rows{
      {StatusCode::CANCELLED, 499},        {StatusCode::UNKNOWN, 500},           {StatusCode::INVALID_ARGUMENT, 400}, {StatusCode::DEADLINE_EXCEEDED, 504},
      {StatusCode::NOT_FOUND, 404},        {StatusCode::ALREADY_EXISTS, 409},    {StatusCode::PERMISSION_DENIED, 403}, {StatusCode::RESOURCE_EXHAUSTED, 429},
      {StatusCode::FAILED_PRECONDITION, 409}, {StatusCode::ABORTED, 412},        {StatusCode::OUT_OF_RANGE, 400},     {StatusCode::UNIMPLEMENTED, 501},
      {StatusCode::INTERNAL, 500},         {StatusCode::UNAVAILABLE, 503},       {StatusCode::DATA_LOSS, 500},        {StatusCode::UNAUTHENTICATED, 401},
  };
  for (const auto& [code, status] : rows) {
    INFO(code);
    const auto problem = call::status_problem(grpc::Status(code, "secret /usr/lib text"));
    CHECK(problem.status == status);
    CHECK(problem.detail.complete());
    CHECK(problem.detail.en.find("secret") == std::string::npos);
  }
}

TEST_CASE("an Error crosses gRPC and becomes a problem in the reader's language", "[problem]") {
  FieldErrors fields;
  fields.add("/name", "EMPTY", {"فارغ", "It is empty"});
  auto error = fields.result().error();
  error.actions = {"submit"};
  error.retry_after_s = 7;
  const auto problem = call::status_problem(rpc::to_status(error));
  CHECK(problem.status == 422);
  const auto response = http::problem_response(problem, {"ar", "/v1/x", "abc"});
  const auto body = nlohmann::json::parse(response.body);
  CHECK(response.content_type == "application/problem+json");
  CHECK(body["errors"][0]["pointer"] == "/name");
  CHECK(body["errors"][0]["detail"] == "فارغ");
  CHECK(body["status"] == 422);
  CHECK(body["type"] == "/problems/FIELDS_INVALID");
  CHECK(body["actions"][0] == "submit");
  CHECK(body["trace_id"] == "abc");
  CHECK(body["title"] == http::status_title(422).ar);
  const auto bytes = http::serialise(response, false, true, 1);
  CHECK(bytes.find("Retry-After: 7\r\n") != std::string::npos);
  CHECK(bytes.find("Content-Language: ar\r\n") != std::string::npos);
}

TEST_CASE("response bytes: HEAD, 204, 304, close and the headers every answer has", "[response]") {
  http::Response response;
  response.content_type = "application/json";
  response.body = "{}";
  const auto full = http::serialise(response, false, true, 1);
  CHECK(full.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  CHECK(full.ends_with("\r\n\r\n{}"));
  for (const auto* header : {"Content-Length: 2\r\n", "X-Content-Type-Options: nosniff\r\n", "Cache-Control: no-store\r\n", "Content-Security-Policy: default-src 'none'"})
    CHECK(full.find(header) != std::string::npos);
  CHECK(full.find("Connection:") == std::string::npos);
  const auto head = http::serialise(response, true, false, 1);
  CHECK(head.find("Content-Length: 2\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(head.find("Connection: close\r\n") != std::string::npos);
  CHECK(http::serialise(response, false, true, 0).find("Connection: keep-alive\r\n") != std::string::npos);
  response.status = 204;
  CHECK(http::serialise(response, false, true, 1).find("Content-Length") == std::string::npos);
  response.status = 200;
  response.content_type = "text/html; charset=utf-8";
  const auto html = http::serialise(response, false, true, 1);
  CHECK(html.find("style-src 'unsafe-inline'") != std::string::npos);
  CHECK(html.find("script-src") == std::string::npos);
}
