// S-15, A-22, S-20: allowances of callers, and whose address counts.
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "gateway/throttle/limiter.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::gateway;
using namespace shopper::gateway::throttle;

namespace {


Policies one_policy(Scope scope, Rate rate) {
  Policies policies;
  policies["test"][static_cast<std::size_t>(scope)] = rate;
  return policies;
}

ClientAddress from(const std::string& text) { return client_address([&] { http::Request request; request.peer = text; return request; }(), {}); }

std::string client_of(const std::string& peer, const std::string& chain, const std::string& proxies) {
  http::Request request;
  request.peer = peer;
  if (!chain.empty()) request.headers.push_back({"X-Forwarded-For", chain});
  return client_address(request, parse_networks(proxies)).address.text();
}

}  // namespace

TEST_CASE("S-15 each policy is exact to the request at its boundary, and comes back evenly") {
  for (const Rate rate : {Rate{1, 1}, Rate{2, 1}, Rate{3, 60}, Rate{7, 60}, Rate{10, 3'600}, Rate{20, 300}, Rate{100, 60}, Rate{600, 60}, Rate{1'200, 60}, Rate{300'000, 60}, Rate{10'000'000, 1}}) {
    INFO(rate.quota << "/" << rate.window_s);
    Buckets buckets(64);
    const std::int64_t start = 5 * second_ns;
    const auto tries = std::min<std::int64_t>(rate.quota, 2'000);
    for (std::int64_t i = 0; i < tries; ++i) {
      const auto taken = buckets.take(1, rate, 1, start);
      REQUIRE(taken.allowed);
      REQUIRE(taken.remaining == rate.quota - i - 1);
    }
    if (tries == rate.quota) {
      const auto refused = buckets.take(1, rate, 1, start);
      CHECK_FALSE(refused.allowed);
      CHECK(refused.remaining == 0);
      const auto each = rate.window_s * second_ns / rate.quota;
      CHECK(refused.wait_ns == each);
      // A refusal costs nothing, and one comes back after its share of the window, no earlier.
      CHECK_FALSE(buckets.take(1, rate, 1, start + each - 1).allowed);
      CHECK(buckets.take(1, rate, 1, start + each).allowed);
      CHECK_FALSE(buckets.take(1, rate, 1, start + each).allowed);
      // After a whole window without requests all of it is there again.
      std::int64_t later = 0;
      while (buckets.take(1, rate, 1, start + each + rate.window_s * second_ns).allowed) ++later;
      CHECK(later == rate.quota);
    }
    CHECK(buckets.take(2, rate, 1, start).remaining == rate.quota - 1);   // nobody else has noticed
  }
}

TEST_CASE("S-15 a costly request takes more, or nothing") {
  Buckets buckets(64);
  const Rate rate{10, 60};
  CHECK(buckets.take(1, rate, 7, 0).remaining == 3);
  CHECK_FALSE(buckets.take(1, rate, 4, 0).allowed);
  CHECK(buckets.take(1, rate, 3, 0).remaining == 0);
  CHECK_FALSE(buckets.take(1, rate, 11, 1'000 * second_ns).allowed);
}

TEST_CASE("S-15 no sequence of requests gets more than the quota and what has come back") {
  std::mt19937_64 random(testing::seed("allowances"));
  for (int round = 0; round < 50; ++round) {
    Buckets buckets(64);
    const Rate rate{static_cast<std::int64_t>(random() % 50 + 1), static_cast<std::int64_t>(random() % 100 + 1)};
    std::int64_t now = second_ns, granted = 0;
    const auto start = now;
    for (int i = 0; i < 2'000; ++i) {
      now += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * rate.window_s * second_ns / rate.quota));
      if (buckets.take(9, rate, 1, now).allowed) ++granted;
      const auto most = static_cast<double>(rate.quota) * (1 + static_cast<double>(now - start) / static_cast<double>(rate.window_s * second_ns)) + 1;
      REQUIRE(static_cast<double>(granted) <= most);
    }
    CHECK(granted >= rate.quota);
  }
}

TEST_CASE("S-15 memory is fixed, and who is limited stays so while many others come") {
  Buckets buckets(1 << 10);
  const Rate rate{5, 60};
  for (int i = 0; i < 6; ++i) buckets.take(77, rate, 1, 0);
  // Others in the same set, each with one request: closer to untouched than he is, so they go first.
  for (std::uint64_t i = 1; i <= 1'000; ++i) CHECK(buckets.take(77 + (i << 32), rate, 1, 0).allowed);
  CHECK_FALSE(buckets.take(77, rate, 1, 0).allowed);
}

TEST_CASE("S-15 an IPv4 address counts alone, an IPv6 network of 64 bits as one") {
  Settings settings;
  settings.policies = one_policy(Scope::address, {1, 60});
  Limiter limiter(settings);
  const auto asks = [&](const std::string& address) {
    Standing standing;
    limiter.arrive(standing, 0, from(address), 1, 0);
    return !standing.violated();
  };
  CHECK(asks("192.0.2.1"));
  CHECK_FALSE(asks("192.0.2.1"));
  CHECK_FALSE(asks("::ffff:192.0.2.1"));
  CHECK(asks("192.0.2.2"));
  CHECK(asks("2001:db8:0:1::1"));
  CHECK_FALSE(asks("2001:db8:0:1:ffff::9"));
  CHECK(asks("2001:db8:0:2::1"));
}

TEST_CASE("S-15 persons, clients and all together have allowances of their own, and so have classes") {
  Settings settings;
  settings.policies = {{"a", {Rate{2, 60}, Rate{3, 60}, std::nullopt, Rate{4, 60}}}, {"b", {Rate{1, 60}, std::nullopt, std::nullopt, std::nullopt}}};
  Limiter limiter(settings);
  const auto violated = [&](const std::string& name, const std::string& person, const std::string& client) {
    Standing standing;
    limiter.arrive(standing, limiter.class_number(name), from("192.0.2.1"), 1, 0);
    if (!standing.violated()) limiter.identified(standing, limiter.class_number(name), person, client, 1, 0);
    return standing.violated() ? std::string(to_string(*standing.violated())) : "";
  };
  CHECK(violated("a", "anna", "desk") == "");
  CHECK(violated("a", "anna", "desk") == "");
  CHECK(violated("a", "anna", "desk") == "person");
  CHECK(violated("b", "anna", "") == "");
  CHECK(violated("b", "anna", "") == "person");
  CHECK(violated("a", "bader", "desk") == "");
  CHECK(violated("a", "carim", "") == "global");
  CHECK_THROWS_WITH(limiter.class_number("c"), Catch::Contains("c"));
}

TEST_CASE("A-22 what the headers say") {
  Standing standing;
  CHECK(standing.policy().empty());
  standing.add(Scope::address, {600, 60}, {true, 599, 0, 100'000'000});
  standing.add(Scope::global, {1'000, 60}, {true, 1, 0, 1});
  standing.add(Scope::person, {10, 3'600}, {false, 0, 359 * second_ns + 1, 3'600 * second_ns});
  CHECK(standing.policy() == "\"address\";q=600;w=60, \"person\";q=10;w=3600");
  CHECK(standing.usage() == "\"address\";r=599;t=1, \"person\";r=0;t=360");
  CHECK(standing.wait_s() == 360);
  CHECK(standing.violated() == Scope::person);
}

TEST_CASE("S-15 settings change the delivered rates; what cannot be understood stops the start") {
  const auto policies = with_changes(delivered_policies(), "general.person=5/10,sign_in.address=off,open.global=7/86400");
  CHECK(policies.at("general")[0] == Rate{5, 10});
  CHECK_FALSE(policies.at("sign_in")[2].has_value());
  CHECK(policies.at("open")[3] == Rate{7, 86'400});
  CHECK(policies.at("costly") == delivered_policies().at("costly"));
  for (const char* wrong : {"general", "general.person", "general.person=", "general.person=5", "general.person=5/", "general.person=0/1", "general.person=1/0", "general.person=-1/5", "general.person=1/86401",
                            "general.person=10000001/1", "general.nobody=1/1", "nothing.person=1/1", "general.person=1/1x", "general.person=1/1;x", "=.", "general=1.person"}) {
    INFO(wrong);
    CHECK_THROWS_WITH(with_changes(delivered_policies(), wrong), Catch::Contains("SHOPPER_RATE_LIMITS"));
  }
  for (const char* wrong : {"localhost", "10.0.0.0/33", "::/129", "10.0.0.0/x", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/"}) {
    INFO(wrong);
    CHECK_THROWS(parse_networks(wrong));
  }
}

TEST_CASE("S-20 forwarded addresses are believed of our proxies alone, from the end of the chain") {
  CHECK(client_of("198.51.100.7", "10.1.1.1", "") == "198.51.100.7");
  CHECK(client_of("198.51.100.7", "10.1.1.1", "10.0.0.0/8") == "198.51.100.7");
  CHECK(client_of("10.0.0.1", "", "10.0.0.0/8") == "10.0.0.1");
  CHECK(client_of("10.0.0.1", "203.0.113.5", "10.0.0.0/8") == "203.0.113.5");
  // What the client itself wrote stands further left.
  CHECK(client_of("10.0.0.1", "1.2.3.4, 203.0.113.5", "10.0.0.0/8") == "203.0.113.5");
  CHECK(client_of("10.0.0.1", "1.2.3.4, 203.0.113.5, 10.9.9.9", "10.0.0.0/8") == "203.0.113.5");
  CHECK(client_of("10.0.0.1", "203.0.113.5, junk", "10.0.0.0/8") == "10.0.0.1");
  CHECK(client_of("10.0.0.1", "unknown", "10.0.0.0/8") == "10.0.0.1");
  CHECK(client_of("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.0/8") == "10.0.0.2");
  CHECK(client_of("::ffff:10.0.0.1", "2001:db8::1", "10.0.0.0/8,fd00::/8") == "2001:db8::1");
  CHECK(client_of("", "203.0.113.5", "10.0.0.0/8") == "0.0.0.0");
  for (const bool trusted : {true, false}) {
    http::Request request;
    request.peer = "10.0.0.1";
    request.headers = {{"X-Forwarded-Proto", "https"}};
    CHECK(client_address(request, trusted ? parse_networks("10.0.0.1") : std::vector<Network>{}).secure == trusted);
  }
}

TEST_CASE("S-15 counting a request costs less than a microsecond, with many threads as well") {
  Settings settings;
  Limiter limiter(settings);
  const auto general = limiter.class_number("general");
  constexpr int threads = 4, rounds = 50'000;
  std::vector<std::string> people;
  for (int i = 0; i < 1'000; ++i) people.push_back("person-" + std::to_string(i));
  const auto address = from("192.0.2.1");
  std::vector<double> each_ns(threads);
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      timespec begin{}, end{};
      ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
      for (int i = 0; i < rounds; ++i) {
        Standing standing;
        limiter.arrive(standing, general, address, 1, i * 1'000);
        limiter.identified(standing, general, people[static_cast<std::size_t>(i + t) % people.size()], "", 1, i * 1'000);
      }
      ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
      each_ns[static_cast<std::size_t>(t)] = (static_cast<double>(end.tv_sec - begin.tv_sec) * 1e9 + static_cast<double>(end.tv_nsec - begin.tv_nsec)) / rounds;
    });
  for (auto& one : running) one.join();
  const auto worst = *std::max_element(each_ns.begin(), each_ns.end());
  std::cout << "counting a request: " << worst << " ns\n";
#ifdef NDEBUG
  CHECK(worst < 1'000);
#else
  CHECK(worst < 10'000);   // this build does not optimise
#endif
}
