// Clients that leave at any byte of their request or of its answer, thousands of them: nothing of them stays, and others are answered.
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/faults/report.h"
#include "tests/harness/loopback.h"
#include "tests/harness/procedure.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

struct Possessions {
  std::size_t descriptors = 0, threads = 0, resident_kib = 0;
};

Possessions possessions_of(pid_t pid) {
  const auto entries = [](const std::filesystem::path& directory) { return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {})); };
  const auto process = std::filesystem::path("/proc") / std::to_string(pid);
  Possessions found{entries(process / "fd"), entries(process / "task"), 0};
  std::ifstream status(process / "status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) found.resident_kib = std::stoul(line.substr(6));
  return found;
}

}  // namespace

TEST_CASE("clients vanish at any byte: the gateway keeps nothing of them and answers on", "[vanishing]") {
  const char* given = std::getenv("SHOPPER_TEST_VANISHING");
  const int count = given ? std::atoi(given) : 600;
  std::mt19937_64 random(shopper::testing::seed("vanishing clients"));
  Harness suite;
  Procedure procedure(suite);
  const auto pid = suite.suite().pids().at("gateway");
  const auto token = "Authorization: Bearer " + suite.suite().token("administrator", "administrator") + "\r\n";
  const std::string check = R"({"date_of_birth":"1990-03-01","residency":"citizen","nationality":"634"})";
  const std::vector<std::string> requests{
      "GET " + procedure.path() + " HTTP/1.1\r\nHost: test\r\n" + token + "\r\n",
      "GET /docs HTTP/1.1\r\nHost: test\r\n\r\n",
      "GET /openapi.json HTTP/1.1\r\nHost: test\r\n\r\n",
      "POST " + procedure.path() + "/eligibility-check HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(check.size()) + "\r\n\r\n" + check,
      "GET /v1/programmes HTTP/1.1\r\nHost: test\r\n\r\nGET /healthz HTTP/1.1\r\nHost: test\r\n\r\nGET /nothing HTTP/1.1\r\nHost: test\r\n\r\n",
  };
  const auto vanish = [&] {
    const int fd = stream_socket();
    const auto address = loopback(suite.suite().port());
    const int small = 2'048;
    if (random() % 2) ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      const auto& request = requests[random() % requests.size()];
      const bool whole = random() % 2;
      const auto sent = whole ? request.size() : random() % (request.size() + 1);
      (void)!::send(fd, request.data(), sent, MSG_NOSIGNAL);
      if (whole && random() % 2) {   // reads some of the answer
        std::string bytes(1 + random() % 4'000, '\0');
        const timeval limit{2, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        (void)!::recv(fd, bytes.data(), bytes.size(), 0);
      }
      if (random() % 2) {
        const linger none{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);   // leaves with a reset
      }
    }
    ::close(fd);
  };
  const auto quiet = [&] {
    // Nothing of those who left, but this client and the last probes.
    return await([&] { return suite.anyone().get("/healthz").status == 200; });
  };
  for (int i = 0; i < 200; ++i) vanish();   // whatever is made once has been made
  REQUIRE(quiet());
  std::size_t least = SIZE_MAX;
  CHECK(await([&] {
    const auto now = possessions_of(pid).descriptors;
    const bool still = now == least;
    least = std::min(least, now);
    return still;
  }));
  const auto before = possessions_of(pid);
  for (int i = 0; i < count; ++i) {
    vanish();
    if (i % 100 == 0) CHECK(suite.anyone().get("/healthz").status == 200);
  }
  REQUIRE(quiet());
  CHECK(await([&] { return possessions_of(pid).descriptors <= before.descriptors + 2; }));
  const auto after = possessions_of(pid);
  CHECK(after.threads <= before.threads + 4);   // gRPC's own come and go
  CHECK(after.resident_kib <= before.resident_kib + 16 * 1024);
  CHECK(procedure.admin().get(procedure.path()).status == 200);
  shopper::testing::tell_figures("vanishing clients: " + std::to_string(count) + ", descriptors " + std::to_string(before.descriptors) + " then " + std::to_string(after.descriptors) + ", threads " +
                                 std::to_string(before.threads) + " then " + std::to_string(after.threads) + ", resident " + std::to_string(before.resident_kib) + " then " +
                                 std::to_string(after.resident_kib) + " KiB");
}
