// more requests than can be answered. Quick answers stay quick, what matters least is refused first, and nothing is half done.
#include <catch2/catch.hpp>

#include <future>
#include <iostream>

#include "tests/gateway/house.h"

using namespace shopper;
using namespace shopper::gateway;
using test::Answer;
using test::Client;
using test::House;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

// Of eight workers, what one service may have.
constexpr int lane_places = 6;

void check_refusal(const Answer& answer) {
  INFO(answer.body);
  CHECK(answer.status == 503);
  CHECK(answer.code() == "OVERLOADED");
  CHECK(answer.json()["type"] == "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
  CHECK(!answer.json()["detail"].get<std::string>().empty());
  const auto wait_s = std::atoi(answer.header("retry-after").c_str());
  CHECK(wait_s >= 1);
  CHECK(wait_s <= 3);
}

}  // namespace

TEST_CASE("a service that hangs: others, health and refusals do not wait for it", "[gateway]") {
  House house;
  std::vector<std::future<Answer>> held;
  for (int i = 0; i < lane_places; ++i) held.push_back(std::async(std::launch::async, [&] { return house.ask("GET /v1/books/held"); }));
  REQUIRE(testing::await([&] { return house.backend.held() == lane_places; }));
  check_refusal(house.ask("GET /v1/books/held"));   // has waited as long as it may
  CHECK(testing::await([&] {
    const auto asked = Clock::now();
    return house.ask("PUT /v1/books/1", test::json_type + house.token({"librarian"}), "{}").status == 503 && Clock::now() - asked < 50ms;   // nothing moves: at once
  }));
  CHECK(house.ask("GET /healthz").status == 200);
  CHECK(house.ask("GET /readyz").status == 200);
  CHECK(house.ask("GET /v1/nothing").status == 404);
  CHECK(testing::await([&] { return house.ask("GET /openapi.json").status == 200; }));   // lists were refused for a second
  house.backend.let_go();
  for (auto& answer : held) {
    const auto status = answer.get().status;
    CHECK((status == 200 || status == 504));   // on a machine that took longer than the deadline so far
  }
  CHECK(testing::await([&] { return house.ask("PUT /v1/books/1", test::json_type + house.token({"librarian"}), "{}").status == 201; }));
  CHECK(testing::await([&] { return house.ask("GET /v1/books/1").status == 200; }));
}

TEST_CASE("at five times the capacity as much is done, and reports are refused before submissions", "[gateway]") {
  House house;
  const auto librarian = test::json_type + house.token({"librarian"});
  struct Kind {
    std::string line, headers, body;
    int clients;
  };
  struct Tally {
    std::atomic<int> done{0}, refused{0}, other{0}, late{0};
  };
  const auto run = [&](const std::vector<Kind>& kinds, std::vector<Tally>& tallies, Clock::duration length) {
    std::vector<std::thread> clients;
    const auto end = Clock::now() + length;
    for (std::size_t k = 0; k < kinds.size(); ++k)
      for (int i = 0; i < kinds[k].clients; ++i)
        clients.emplace_back([&, k] {
          const auto& kind = kinds[k];
          Client client(house.server->port());
          const auto bytes = kind.line + " HTTP/1.1\r\nHost: test\r\n" + kind.headers + (kind.body.empty() ? "" : "Content-Length: " + std::to_string(kind.body.size()) + "\r\n") + "\r\n" + kind.body;
          while (Clock::now() < end) {
            const auto asked = Clock::now();
            client.send(bytes);
            const auto answer = client.receive();
            auto& tally = tallies[k];
            if (answer.status == 200 || answer.status == 201) {
              ++tally.done;
            } else if (answer.status == 503 && answer.code() == "OVERLOADED" && !answer.header("retry-after").empty()) {
              ++tally.refused;
              if (Clock::now() - asked > 250ms) ++tally.late;
              std::this_thread::sleep_for(10ms);   // far sooner than it was told
            } else {
              ++tally.other;
              return;
            }
          }
        });
    for (auto& client : clients) client.join();
  };
  const Kind reports{"GET /v1/books/work/report", "", "", 12}, lists{"GET /v1/books?limit=5", house.token({"reader"}), "", 6}, reads{"GET /v1/books/work", "", "", 6}, submissions{"PUT /v1/books/work", librarian, "{}", 5};
  std::vector<Tally> alone(1), together(4);
  run({{reads.line, "", "", lane_places}}, alone, 1s);
  const auto started = Clock::now();
  std::atomic<bool> over{false};
  std::vector<double> health_ms;
  std::thread health([&] {
    while (!over) {
      const auto asked = Clock::now();
      if (house.ask("GET /healthz").status == 200) health_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asked).count());
      std::this_thread::sleep_for(20ms);
    }
  });
  run({reports, lists, reads, submissions}, together, 2s);
  over = true;
  health.join();
  const auto seconds = std::chrono::duration<double>(Clock::now() - started).count();
  const double capacity = alone[0].done / 1.0, goodput = (together[0].done + together[1].done + together[2].done + together[3].done) / seconds;
  std::sort(health_ms.begin(), health_ms.end());
  std::cout << "overload: capacity " << capacity << "/s, at five times " << goodput << "/s";
  const char* names[] = {"reports", "lists", "reads", "submissions"};
  for (std::size_t k = 0; k < together.size(); ++k) std::cout << ", " << names[k] << " " << together[k].done << " done " << together[k].refused << " refused (" << together[k].late << " late)";
  std::cout << ", health " << (health_ms.empty() ? 0 : health_ms[health_ms.size() / 2]) << " ms, at most " << (health_ms.empty() ? 0 : health_ms.back()) << " ms" << std::endl;
  REQUIRE(!health_ms.empty());
  CHECK(health_ms[health_ms.size() / 2] < 100);
  CHECK(goodput >= 0.5 * capacity);   // 0.8 on a machine of one's own
  for (const auto& tally : together) CHECK(tally.other == 0);
  CHECK(together[0].refused > 0);
  const auto share = [](const Tally& tally) { return tally.refused / std::max(1.0, static_cast<double>(tally.refused + tally.done)); };
  CHECK(share(together[3]) <= share(together[2]) + 0.05);
  CHECK(share(together[3]) <= 0.05);
  CHECK(share(together[0]) >= share(together[3]));
}

TEST_CASE("clients that send far ahead of their answers are cut, others keep their order", "[gateway]") {
  House house;
  Client patient(house.server->port());
  std::string several;
  for (int i = 0; i < 20; ++i) several += "GET /v1/books/work" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
  patient.send(several);
  for (int i = 0; i < 20; ++i) CHECK(patient.receive().json()["id"] == "work" + std::to_string(i));
  Client hasty(house.server->port());
  hasty.send("GET /v1/books/slow HTTP/1.1\r\nHost: test\r\n\r\n");
  const std::string junk(16 * 1024, 'x');
  for (int i = 0; i < 64; ++i) hasty.send(junk);
  while (hasty.receive().status != 0) {
  }
  CHECK(house.ask("GET /v1/books/1").status == 200);
}
