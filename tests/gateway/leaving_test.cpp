// Clients that leave before they are answered: what only reads ends where it is, what changes something goes on.
#include <catch2/catch.hpp>

#include "tests/gateway/house.h"

using namespace shopper;
using namespace shopper::gateway;
using namespace shopper::gateway::test;

TEST_CASE("a read whose client has left ends in the service; a change goes on", "[gateway]") {
  House house;
  const auto token = house.token({"librarian"});
  const std::string body = R"({"title":{"ar":"كتاب","en":"Book"}})";
  {
    Client writer(house.server->port());
    writer.send("POST /v1/books HTTP/1.1\r\nHost: t\r\n" + token + json_type + "Idempotency-Key: endless\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    REQUIRE(soon([&] { return house.backend.outlasting == 1; }));
    Client reader(house.server->port()), patient(house.server->port());
    for (auto* client : {&reader, &patient}) client->send("GET /v1/books/endless/report HTTP/1.1\r\nHost: t\r\nAccept: text/csv\r\n\r\n");
    REQUIRE(soon([&] { return house.backend.outlasting == 3; }));
  }
  // Three have left; the two that only read are over.
  CHECK(soon([&] { return house.backend.outlasted == 2; }));
  CHECK(house.backend.outlasting == 1);
  house.backend.let_go();
  CHECK(soon([&] { return house.backend.outlasting == 0; }));
  CHECK(house.backend.outlasted == 2);
}

TEST_CASE("those who left teach nothing about the service", "[gateway]") {
  House house;
  constexpr int many = 60;   // three times what makes up the breaker's mind
  for (int i = 1; i <= many; ++i) {
    Client client(house.server->port());
    client.send("GET /v1/books/endless/report HTTP/1.1\r\nHost: t\r\nAccept: text/csv\r\n\r\n");
    REQUIRE(soon([&] { return house.backend.outlasting == 1 || house.backend.outlasted == i; }));
    ::shutdown(client.fd(), SHUT_RDWR);
    REQUIRE(soon([&] { return house.backend.outlasted == i; }));
  }
  CHECK(house.ask("GET /v1/books/b1").status == 200);
}
