// What is a request, what is not, and that no byte sequence confuses the framer (conventions 0.1).
#include "gateway/http/framer.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <sstream>

#include "gateway/limits.h"

using namespace shopper::gateway;
using http::Framer;
using Event = Framer::Event;

namespace {

struct Framed {
  std::vector<std::string> requests;   // "METHOD path|body"
  int refused = 0;
  bool operator==(const Framed&) const = default;
};

void drain(Framer& framer, Framed& outcome) {
  for (;;) {
    switch (framer.advance()) {
      case Event::need_more: return;
      case Event::head: break;
      case Event::request: {
        const auto& r = framer.request();
        outcome.requests.push_back(std::string(to_string(r.method)) + " " + std::string(r.path) + "|" + std::string(r.body));
        break;
      }
      case Event::refused: outcome.refused = framer.refusal().status; return;
    }
  }
}

Framed frame(std::string_view bytes) {
  Framer framer;
  Framed outcome;
  framer.append(bytes);
  drain(framer, outcome);
  return outcome;
}

const std::string host = "Host: a\r\n";

struct Row {
  std::string name, bytes;
  int status;
};

// \r \n \t \\ and \xHH.
std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      bytes += text[at];
      continue;
    }
    switch (text.at(++at)) {
      case 'r': bytes += '\r'; break;
      case 'n': bytes += '\n'; break;
      case 't': bytes += '\t'; break;
      case '\\': bytes += '\\'; break;
      case 'x': bytes += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16)); at += 2; break;
      default: FAIL("an unknown escape in " << text);
    }
  }
  return bytes;
}

// deploy/smoke-test sends the same messages through nginx.
std::vector<Row> corpus() {
  std::ifstream file(FRAMING_CORPUS);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string status, edge, name, bytes;
    for (auto* field : {&status, &edge, &name}) std::getline(fields, *field, '|');
    std::getline(fields, bytes);
    REQUIRE((edge == "refused" || edge == "read"));
    rows.push_back({name, unescaped(bytes), std::stoi(status)});
  }
  return rows;
}

}  // namespace

TEST_CASE("S-02 the framer refuses what is ambiguous or not HTTP", "[framer]") {
  auto rows = corpus();
  const std::vector<Row> long_ones{
      {"long target", "GET /" + std::string(limits::target_bytes, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
      {"endless target", "GET /" + std::string(limits::target_bytes + 100, 'a'), 414},
      {"endless header", "GET / HTTP/1.1\r\nA: " + std::string(limits::head_bytes, 'a'), 431},
      {"endless headers", "GET / HTTP/1.1\r\n" + host + [] {
         std::string all;
         for (int i = 0; i < 101; ++i) all += "A" + std::to_string(i) + ": b\r\n";
         return all;
       }() + "\r\n", 431},
  };
  rows.insert(rows.end(), long_ones.begin(), long_ones.end());
  CHECK(rows.size() >= 60);
  for (const auto& row : rows) {
    INFO(row.name);
    const auto whole = frame(row.bytes);
    CHECK(whole.refused == row.status);
    CHECK(whole.requests.empty());
    // Nothing that follows it is ever taken for a request: that is how one is smuggled in.
    const auto followed = frame(row.bytes + "GET /smuggled HTTP/1.1\r\n" + host + "\r\n");
    CHECK(followed.refused != 0);
    CHECK(followed.requests.empty());
  }
}

TEST_CASE("the framer accepts what RFC 9112 allows", "[framer]") {
  CHECK(frame("GET /a HTTP/1.1\r\nhost: a:80\r\n\r\n").requests == std::vector<std::string>{"GET /a|"});
  CHECK(frame("\r\nGET /a HTTP/1.1\r\n" + host + "\r\n").requests == std::vector<std::string>{"GET /a|"});
  CHECK(frame("GET /a HTTP/1.0\r\n\r\n").requests == std::vector<std::string>{"GET /a|"});
  CHECK(frame("GET http://other/x?y HTTP/1.1\r\n" + host + "\r\n").requests == std::vector<std::string>{"GET /x|"});
  CHECK(frame("OPTIONS * HTTP/1.1\r\n" + host + "\r\n").requests == std::vector<std::string>{"OPTIONS *|"});
  CHECK(frame("POST /a HTTP/1.1\r\n" + host + "Content-Length: 0003\r\n\r\nabc").requests == std::vector<std::string>{"POST /a|abc"});
  CHECK(frame("POST /a HTTP/1.1\r\n" + host + "\r\n").requests == std::vector<std::string>{"POST /a|"});
  CHECK(frame("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n").refused == 0);
}

TEST_CASE("keep-alive, query and repeated headers are read as RFC 9110 and 9112 say", "[framer]") {
  const auto with = [](const std::string& bytes, auto&& check) {
    Framer framer;
    framer.append(bytes);
    REQUIRE(framer.advance() == Event::head);
    REQUIRE(framer.advance() == Event::request);
    check(framer.request());
  };
  with("GET /a?b=c&d HTTP/1.1\r\n" + host + "X: 1\r\nx:  2 \r\n\r\n", [](const http::Request& r) {
    CHECK(r.keep_alive);
    CHECK(r.query == "b=c&d");
    CHECK(r.joined_header("X") == "1, 2");
    CHECK(r.header("x") == std::string_view("1"));
    CHECK(!r.header("y"));
  });
  with("GET / HTTP/1.1\r\n" + host + "Connection: keep-alive, Close\r\n\r\n", [](const http::Request& r) { CHECK(!r.keep_alive); });
  with("GET / HTTP/1.0\r\n\r\n", [](const http::Request& r) { CHECK(!r.keep_alive); });
  with("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", [](const http::Request& r) { CHECK(r.keep_alive); });
  with("POST / HTTP/1.1\r\n" + host + "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\nx", [](const http::Request& r) { CHECK(r.expects_continue); });
  with("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx", [](const http::Request& r) { CHECK(!r.expects_continue); });
}

TEST_CASE("pipelined requests come out one by one, however the bytes are cut", "[framer]") {
  const std::string bytes = "POST /a HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello" + "GET /b HTTP/1.1\r\n" + host + "\r\n" +
                            "PUT /c HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n\r\n" + "GET / HTTP/3.0\r\n" + host + "\r\n";
  const Framed expected{{"POST /a|hello", "GET /b|", "PUT /c|\r\n"}, 505};
  CHECK(frame(bytes) == expected);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Framer framer;
    Framed outcome;
    framer.append(bytes.substr(0, cut));
    drain(framer, outcome);
    framer.append(bytes.substr(cut));
    drain(framer, outcome);
    INFO("cut at " << cut);
    CHECK(outcome == expected);
  }
  Framer framer;
  Framed outcome;
  for (const char c : bytes) {
    framer.append({&c, 1});
    drain(framer, outcome);
  }
  CHECK(outcome == expected);
}

TEST_CASE("mutated requests never confuse the framer: the same bytes give the same answer, whole or in pieces", "[framer]") {
  const auto seed = std::random_device{}();
  std::mt19937 random(seed);
  INFO("seed " << seed);
  const std::string base = "POST /a/b?c=d HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nAccept: */*\r\n\r\nbodyGET /x HTTP/1.1\r\nHost: b\r\n\r\n";
  const std::string alphabet = std::string("\r\n :\t/\0aZ09-+,;%\"\x80\xff", 20);
  int requests = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = base;
    for (unsigned n = random() % 4; n > 0; --n) {
      const auto at = random() % bytes.size();
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 3) {
        case 0: bytes[at] = c; break;
        case 1: bytes.insert(at, 1, c); break;
        default: bytes.erase(at, 1 + random() % 3);
      }
      if (bytes.empty()) bytes = "x";
    }
    const auto whole = frame(bytes);
    requests += static_cast<int>(whole.requests.size());
    Framer framer;
    Framed pieces;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto length = 1 + random() % 9;
      framer.append(std::string_view(bytes).substr(at, length));
      drain(framer, pieces);
      at += length;
    }
    if (!(whole == pieces)) {
      CAPTURE(round, bytes);
      REQUIRE(whole == pieces);
    }
  }
  CHECK(requests > 1000);
}
