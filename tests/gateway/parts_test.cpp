// Documents that a service gives in parts, as a client gets them (ADR 0011).
#include <catch2/catch.hpp>

#include "tests/gateway/house.h"

using namespace shopper;
using namespace shopper::gateway;
using namespace shopper::gateway::test;

namespace {

std::string whole_text(int parts, const std::string& chapter = "") {
  std::string all;
  for (int part = 1; part <= parts; ++part) all += Backend::text_of_part(part, chapter);
  return all;
}

std::string asking(const std::string& path, const std::string& version = "1.1") { return "GET " + path + " HTTP/" + version + "\r\nHost: t\r\n\r\n"; }

}  // namespace

TEST_CASE("a document in parts is one answer, and the connection goes on", "[gateway]") {
  House house;
  Client client(house.server->port());
  for (const std::string id : {"3", "1", "3-empty"}) {
    INFO(id);
    client.send(asking("/v1/books/" + id + "/text"));
    const auto answer = client.receive();
    CHECK(answer.status == 200);
    CHECK(answer.whole);
    CHECK(answer.header("content-type") == "text/plain; charset=utf-8");
    CHECK(answer.header("content-disposition") == "attachment; filename*=UTF-8''book.C1.txt");
    CHECK(answer.header("shopper-classification") == "C1");
    CHECK(answer.header("x-accel-buffering") == "no");
    CHECK(answer.header("transfer-encoding") == (id == "1" ? "" : "chunked"));
    CHECK(answer.header("content-length").empty() == (id != "1"));
    CHECK(answer.body == (id == "3" ? whole_text(3) : id == "1" ? whole_text(1) : whole_text(1) + Backend::text_of_part(3, "")));
  }
  client.send(asking("/v1/books/3/text") + asking("/v1/books/1"));   // one behind the other
  CHECK(client.receive().body == whole_text(3));
  CHECK(client.receive().json()["id"] == "1");
}

TEST_CASE("without chunks the document ends with the connection", "[gateway]") {
  House house;
  Client client(house.server->port());
  client.send("GET /v1/books/3/text HTTP/1.0\r\nHost: t\r\nConnection: keep-alive\r\n\r\n");
  const auto head = client.receive();
  CHECK(head.status == 200);
  CHECK(head.header("transfer-encoding").empty());
  CHECK(head.header("connection") == "close");
  CHECK(client.rest() == whole_text(3));
}

TEST_CASE("HEAD of a document in parts has no body, and asks for no more", "[gateway]") {
  House house;
  Client client(house.server->port());
  client.send("HEAD /v1/books/3/text HTTP/1.1\r\nHost: t\r\n\r\n" + asking("/v1/books/1"));
  CHECK(client.receive(true).status == 200);
  CHECK(client.receive().json()["id"] == "1");
  CHECK(house.backend.parts_asked == 1);
}

TEST_CASE("what fails at the first part is a problem; later, the end is missing", "[gateway]") {
  House house;
  CHECK(house.ask("GET /v1/books/absent/text").code() == "NOT_FOUND");
  CHECK(house.ask("GET /v1/books/3/text?cursor=2").code() == "UNKNOWN_PARAMETER");   // ours alone
  Client client(house.server->port());
  client.send(asking("/v1/books/3-torn/text"));
  const auto torn = client.receive();
  CHECK(torn.status == 200);
  CHECK_FALSE(torn.whole);
  CHECK(torn.body == whole_text(1));
}

TEST_CASE("a slow reader gets all of it, and nothing is asked for ahead", "[gateway]") {
  House house;
  constexpr int parts = 40;
  Client slow(house.server->port());
  const int small = 65'536;
  ::setsockopt(slow.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  slow.send(asking("/v1/books/40/text?chapter=large"));
  REQUIRE(soon([&] { return house.backend.parts_asked > 0; }));
  for (int i = 0; i < 16; ++i) CHECK(house.ask("GET /v1/books/1").status == 200);   // nobody waits for it
  CHECK(house.backend.parts_asked < 10);
  const auto answer = slow.receive();
  CHECK(answer.whole);
  const bool same = answer.body == whole_text(parts, "large");   // forty megabytes say nothing to people
  CHECK(same);
  CHECK(house.backend.parts_asked == parts);
}

TEST_CASE("a client that leaves in the middle ends the asking", "[gateway]") {
  House house;
  for (int i = 0; i < 20; ++i) {
    Client leaving(house.server->port());
    leaving.send(asking("/v1/books/400/text?chapter=large"));
    const int before = house.backend.parts_asked;
    REQUIRE(soon([&] { return house.backend.parts_asked > before; }));
  }
  const auto started = std::chrono::steady_clock::now();
  house.server->drain();   // until nothing is in flight: of what nobody reads, nothing more is asked for
  CHECK(std::chrono::steady_clock::now() - started < 3s);
  CHECK(house.backend.parts_asked < 20 * 40);
}

TEST_CASE("a drain lets a document come to its end", "[gateway]") {
  House house;
  Client client(house.server->port());
  client.send(asking("/v1/books/40/text?chapter=large"));
  REQUIRE(soon([&] { return house.backend.parts_asked > 0; }));
  std::thread draining([&] { house.server->drain(); });
  const auto answer = client.receive();
  CHECK(answer.whole);
  const bool same = answer.body == whole_text(40, "large");
  CHECK(same);
  draining.join();
}
