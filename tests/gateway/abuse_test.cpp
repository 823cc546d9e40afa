// S-15, S-18, S-20, A-22, A-37: what the gateway does against abuse, through a socket.
#include <catch2/catch.hpp>

#include "platform/base/time.h"
#include "tests/gateway/house.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::gateway;
using test::house;
using test::House;
using test::seconds_now;

TEST_CASE("S-15, A-22 who asks too much is told so, in headers and as a problem, and others are not held up", "[gateway]") {
  House own({.policies = throttle::with_changes(throttle::delivered_policies(), "general.person=3/60,open.address=5/60"), .trusted_proxies = throttle::parse_networks("127.0.0.1"),
             .exempt_addresses = {}, .exempt_clients = {"desk"}});
  const auto reader = own.token({"reader"}, "anna");
  const auto ask = [&](const std::string& who, const std::string& from) { return own.ask("GET /v1/books", who + "X-Forwarded-For: " + from + "\r\n"); };
  for (int left = 2; left >= 0; --left) {
    const auto answer = ask(reader, "192.0.2.1");
    REQUIRE(answer.status == 200);
    CHECK(answer.header("ratelimit-policy") == "\"address\";q=6000;w=60, \"person\";q=3;w=60");
    CHECK(answer.header("ratelimit").find("\"person\";r=" + std::to_string(left) + ";t=") != std::string::npos);
  }
  const auto refused = ask(reader, "192.0.2.1");
  CHECK(refused.status == 429);
  CHECK(refused.header("content-type") == "application/problem+json");
  CHECK(refused.code() == "RATE_LIMITED");
  CHECK(refused.json()["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded");
  CHECK(refused.json()["violated-policies"] == nlohmann::json{"person"});
  const auto wait = std::stoi(refused.header("retry-after"));
  const auto usage = refused.header("ratelimit");
  const auto told = std::stoi(usage.substr(usage.rfind("t=") + 2));
  CHECK(wait >= told);
  CHECK(wait <= told + told / 5 + 1);
  CHECK(ask(reader, "192.0.2.2").status == 429);                          // a person is the same from anywhere
  CHECK(ask(own.token({"reader"}, "bader"), "192.0.2.1").status == 200);   // and another one at the same place is another
  for (int i = 0; i < 10; ++i) CHECK(ask(own.token({"importer", "reader"}, "desk"), "192.0.2.1").status == 200);

  // Nobody signed in: the address counts, and so do addresses at which there is nothing, and the pages.
  const auto open = [&](const std::string& path, const std::string& from) { return own.ask("GET " + path, "X-Forwarded-For: " + from + "\r\nAccept-Language: ar\r\n"); };
  CHECK(open("/v1/books/1", "192.0.2.9").status == 200);
  CHECK(open("/v1/nothing", "192.0.2.9").status == 404);
  CHECK(open("/nothing", "192.0.2.9").status == 404);
  CHECK(open("/docs", "192.0.2.9").status == 200);
  CHECK(own.ask("DELETE /v1/books", "X-Forwarded-For: 192.0.2.9\r\n").status == 405);
  for (const char* path : {"/v1/books/1", "/v1/nothing", "/nothing", "/docs", "/openapi.json"}) {
    INFO(path);
    const auto answer = open(path, "192.0.2.9");
    CHECK(answer.status == 429);
    CHECK(answer.json()["violated-policies"] == nlohmann::json{"address"});
    CHECK(answer.header("content-language") == "ar");
  }
  CHECK(open("/v1/books/1", "192.0.2.10").status == 200);
  CHECK(open("/healthz", "192.0.2.9").status == 200);
  CHECK(open("/readyz", "192.0.2.9").status == 200);
  CHECK(own.ask("GET /metrics").body.find("class=\"open\",scope=\"address\"") != std::string::npos);
}

TEST_CASE("A-22 when all together are too many, the service says that it is busy", "[gateway]") {
  House own({.policies = throttle::with_changes(throttle::delivered_policies(), "open.global=1/60"), .trusted_proxies = {}, .exempt_addresses = {}, .exempt_clients = {}});
  CHECK(own.ask("GET /v1/books/1").status == 200);
  const auto busy = own.ask("GET /v1/books/1");
  CHECK(busy.status == 503);
  CHECK(busy.code() == "OVERLOADED");
  CHECK(busy.json()["type"] == "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
  CHECK(!busy.header("retry-after").empty());
  CHECK(busy.header("ratelimit").find("global") == std::string::npos);
}

TEST_CASE("S-20 an address that a client claims for itself changes nothing", "[gateway]") {
  House own({.policies = throttle::with_changes(throttle::delivered_policies(), "open.address=2/60"), .trusted_proxies = {}, .exempt_addresses = {}, .exempt_clients = {}});
  int allowed = 0;
  for (int i = 0; i < 6; ++i)
    allowed += own.ask("GET /v1/books/1", "X-Forwarded-For: 192.0.2." + std::to_string(i) + "\r\nForwarded: for=192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n").status == 200;
  CHECK(allowed == 2);
  CHECK(own.ask("GET /healthz", "X-Forwarded-Proto: https\r\n").header("strict-transport-security").empty());
  House behind({.policies = throttle::delivered_policies(), .trusted_proxies = throttle::parse_networks("127.0.0.1"), .exempt_addresses = {}, .exempt_clients = {}});
  CHECK(behind.ask("GET /healthz", "X-Forwarded-Proto: https\r\n").header("strict-transport-security") == "max-age=31536000; includeSubDomains");
  CHECK(behind.ask("GET /healthz").header("strict-transport-security").empty());
}

TEST_CASE("S-18 origins are allowed exactly as they are listed", "[gateway]") {
  for (const char* origin : {"https://portal.example.evil", "https://evil.portal.example", "http://portal.example", "https://portal.example:443", "https://PORTAL.example", "https://portal.example/", "null", "*",
                             "https://portal.example, https://evil.example"}) {
    INFO(origin);
    for (const char* method : {"GET", "OPTIONS"}) {
      const auto answer = house().ask(std::string(method) + " /v1/books/b", "Origin: " + std::string(origin) + "\r\nAccess-Control-Request-Method: PUT\r\n");
      CHECK(answer.header("access-control-allow-origin").empty());
      CHECK(answer.header("access-control-allow-credentials").empty());
      CHECK(answer.header("vary").find("Origin") != std::string::npos);
    }
  }
  CHECK(house().ask("OPTIONS /v1/books/b", "Origin: https://portal.example\r\n").header("access-control-max-age") == "600");
}

TEST_CASE("A-37 security headers are on every answer, and personal data is stored nowhere", "[gateway]") {
  const auto reader = house().token({"reader"});
  const std::pair<const char*, std::string> requests[] = {
      {"GET /v1/books/b", ""}, {"GET /v1/books", reader}, {"GET /v1/books", ""}, {"GET /nothing", ""}, {"GET /healthz", ""}, {"GET /metrics", ""}, {"GET /docs", ""}, {"GET /openapi.json", ""},
      {"GET /.well-known/security.txt", ""}, {"GET /problems/X", ""}, {"OPTIONS /v1/books/b", ""}, {"DELETE /v1/books/b", reader}, {"GET /v1/books/broken", ""}, {"GET /v1/books/b/report", ""}, {"BREW /x", ""},
      {"GET /v1/books/b", "If-None-Match: \"3\"\r\n"}};
  for (const auto& [line, headers] : requests) {
    INFO(line);
    const auto answer = house().ask(line, headers);
    CHECK(answer.status != 0);
    CHECK(answer.header("content-security-policy").starts_with("default-src 'none'"));
    CHECK(answer.header("content-security-policy").find("script") == std::string::npos);
    CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("referrer-policy") == "no-referrer");
    const auto cache = answer.header("cache-control");
    CHECK((cache == "no-store" || (cache == "private, no-cache" && !answer.header("etag").empty())));
  }
}

TEST_CASE("A-24 security.txt has what RFC 9116 asks for", "[gateway]") {
  const auto answer = house().ask("GET /.well-known/security.txt");
  CHECK(answer.header("content-type") == "text/plain; charset=utf-8");
  CHECK(answer.body.find("Contact: mailto:security@example.org\n") != std::string::npos);
  CHECK(answer.body.find("Preferred-Languages: ar, en\n") != std::string::npos);
  const auto at = answer.body.find("Expires: ");
  REQUIRE(at != std::string::npos);
  const auto expires = Instant::parse(answer.body.substr(at + 9, answer.body.find('\n', at) - at - 9));
  REQUIRE(expires);
  const auto days = (expires->us / 1'000'000 - seconds_now()) / 86'400;
  CHECK(days > 30);
  CHECK(days < 365);
}

TEST_CASE("S-03 one address has so many connections, others are not held up, and one that ends makes room", "[gateway]") {
  House own;
  std::vector<std::unique_ptr<test::Client>> open;
  const std::string get = "GET /v1/books/1 HTTP/1.1\r\nHost: t\r\n\r\n";
  for (std::size_t i = 0; i < limits::connections_per_address; ++i) {
    open.push_back(std::make_unique<test::Client>(own.server->port()));
    open.back()->send(get);
    REQUIRE(open.back()->receive().status == 200);
  }
  test::Client beyond(own.server->port());
  const auto refused = beyond.receive();
  CHECK(refused.status == 503);
  CHECK(refused.code() == "CONNECTIONS_TOO_MANY");
  CHECK(!refused.header("retry-after").empty());
  CHECK(beyond.ended());
  open.front()->send(get);
  CHECK(open.front()->receive().status == 200);
  open.pop_back();
  CHECK(testing::await([&] {
    test::Client next(own.server->port());
    next.send(get);
    return next.receive().status == 200;
  }));
}
