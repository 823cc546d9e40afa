// Keys and revocations of an issuer elsewhere: one fetch at a time, nothing accepted that cannot be checked (I-03, I-08, S-24).
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "gateway/auth/revocations.h"
#include "gateway/auth/tokens.h"

using namespace shopper;
using namespace shopper::gateway;

namespace {

constexpr std::int64_t now_s = 1'700'000'000;

Error away() { return refuse(ErrorKind::unavailable, "AWAY", {"", ""}); }

struct Remote {
  jose::SigningKey key = jose::SigningKey::generate(jose::Algorithm::es256);
  std::atomic<int> fetches{0};
  std::atomic<bool> up{true};
  jose::KeyCache cache{[this]() -> Result<std::string> {
    ++fetches;
    if (!up) return away();
    return key.jwks();
  }};
};

}  // namespace

TEST_CASE("I-03 made-up key ids cause one fetch in half a minute, whoever asks", "[auth]") {
  Remote remote;
  REQUIRE(remote.cache.keys_for(remote.key.id(), now_s).ok());
  CHECK(remote.fetches == 1);
  for (int i = 0; i < 1000; ++i) {
    const auto keys = remote.cache.keys_for("made up " + std::to_string(i), now_s + 30 + i / 100);
    REQUIRE(keys.ok());
    CHECK(!(*keys)->find("made up"));
  }
  CHECK(remote.fetches == 2);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&] { (void)remote.cache.keys_for("another", now_s + 100); });
  for (auto& thread : threads) thread.join();
  CHECK(remote.fetches == 3);   // sixteen at once are one
}

TEST_CASE("I-03 S-24 an issuer that is away: the last good keys for a day, then nothing", "[auth]") {
  Remote remote;
  remote.up = false;
  CHECK(remote.cache.keys_for(remote.key.id(), now_s).error().code == "KEYS_UNAVAILABLE");
  CHECK(remote.cache.keys_for(remote.key.id(), now_s).error().code == "KEYS_UNAVAILABLE");
  CHECK(remote.fetches == 1);
  remote.up = true;
  REQUIRE(remote.cache.keys_for(remote.key.id(), now_s + 1).ok());
  remote.up = false;
  CHECK(remote.cache.keys_for(remote.key.id(), now_s + 3'600).ok());
  CHECK(remote.cache.keys_for(remote.key.id(), now_s + 86'400).ok());
  CHECK(remote.cache.keys_for(remote.key.id(), now_s + 86'400 + 302).error().code == "KEYS_UNAVAILABLE");
}

TEST_CASE("R-18 keys of unknown age are fetched again when the clock was set back", "[auth]") {
  Remote remote;
  REQUIRE(remote.cache.keys_for(remote.key.id(), now_s).ok());
  remote.key = jose::SigningKey::generate(jose::Algorithm::es256);   // the old one is withdrawn meanwhile
  const auto keys = remote.cache.keys_for("any", now_s - 600);
  REQUIRE(keys.ok());
  CHECK(remote.fetches == 2);
  CHECK((*keys)->find(remote.key.id()) != nullptr);
  for (const std::int64_t jump : {-86'400LL * 365 * 50, 86'400LL * 365 * 70}) CHECK(remote.cache.keys_for(remote.key.id(), now_s + jump).ok());
}

TEST_CASE("I-03 rotation: a new key is taken at once, a removed one vouches for nothing", "[auth]") {
  Remote remote;
  auth::TokenVerifier verifier({{{"https://issuer", "shopper-api", std::chrono::hours(1), {"at+jwt"}}, std::shared_ptr<jose::KeyCache>(&remote.cache, [](auto*) {})}});
  const auto token = [&](std::int64_t at) {
    return remote.key.sign(nlohmann::json{{"iss", "https://issuer"}, {"aud", "shopper-api"}, {"sub", "u1"}, {"iat", at}, {"exp", at + 900}}.dump());
  };
  const auto old = token(now_s);
  REQUIRE(verifier.verify(old, now_s).ok());
  remote.key = jose::SigningKey::generate(jose::Algorithm::rs256);
  REQUIRE(verifier.verify(token(now_s + 31), now_s + 31).ok());
  CHECK(verifier.verify(old, now_s + 32).error().code == "TOKEN_INVALID");
  CHECK(verifier.verify(jose::SigningKey::generate().sign(R"({"iss":"https://other"})"), now_s).error().code == "TOKEN_INVALID");
}

TEST_CASE("I-08 S-24 revocations: by session and by person, up to a second; powerful tokens wait for the list", "[auth]") {
  std::int64_t clock = now_s;
  bool up = true;
  std::vector<auth::Revocation> list{{"session-1", now_s}, {"person-2", now_s}};
  auth::Revocations revocations([&](std::int64_t after) -> Result<auth::RevocationPage> {
    if (!up) return away();
    auth::RevocationPage page;
    for (auto i = static_cast<std::size_t>(after); i < list.size(); ++i) page.items.push_back(list[i]);
    page.next_after = static_cast<std::int64_t>(list.size());
    return page;
  }, [&] { return clock; });
  const auto code = [&](const std::string& session, const std::string& subject, bool powerful, std::int64_t issued) {
    const auto checked = revocations.check({session, subject, powerful, issued});
    return checked.ok() ? "" : checked.error().code;
  };
  CHECK(code("session-1", "person-1", false, now_s).empty());
  CHECK(code("session-9", "person-9", true, now_s) == "REVOCATIONS_UNAVAILABLE");   // nobody has been asked yet
  REQUIRE(revocations.refresh());
  CHECK(code("session-9", "person-9", true, now_s).empty());
  CHECK(code("session-1", "person-1", false, now_s) == "TOKEN_REVOKED");
  CHECK(code("session-1", "person-1", false, now_s + 1).empty());
  CHECK(code("session-9", "person-2", true, now_s - 5) == "TOKEN_REVOKED");
  list.push_back({"session-1", now_s + 50});
  REQUIRE(revocations.refresh());
  CHECK(code("session-1", "person-1", false, now_s + 50) == "TOKEN_REVOKED");
  up = false;
  clock += 60;
  CHECK(!revocations.refresh());
  CHECK(code("session-9", "person-9", true, now_s).empty());
  clock += 1;
  CHECK(code("session-9", "person-9", true, now_s) == "REVOCATIONS_UNAVAILABLE");
  CHECK(code("session-9", "person-9", false, now_s).empty());
  CHECK(code("session-1", "person-1", false, now_s) == "TOKEN_REVOKED");   // what is known stays known
  clock += 8'000;
  up = true;
  REQUIRE(revocations.refresh());
  CHECK(code("session-1", "person-1", false, now_s).empty());   // long after every token it could concern
}

TEST_CASE("scopes limit what a client's token is good for; an empty one allows nothing", "[auth]") {
  const auto claims = [](const nlohmann::json& more) {
    nlohmann::json payload{{"sub", "u1"}};
    payload.update(more);
    return auth::read_claims(payload);
  };
  CHECK(claims(nlohmann::json::object())->has_scope("anything"));
  CHECK(claims({{"scope", "api"}})->has_scope("anything"));
  CHECK(claims({{"scope", "findings.read openid"}})->has_scope("findings.read"));
  CHECK(!claims({{"scope", "findings.read openid"}})->has_scope("findings"));
  CHECK(!claims({{"scope", ""}})->has_scope("findings.read"));
  CHECK(claims({{"scope", 5}}).error().code == "TOKEN_INVALID");
  CHECK(claims({{"programmes", {{"reviewer", "p1"}}}}).error().code == "TOKEN_INVALID");
  CHECK(claims({{"programmes", {{"reviewer", {"p1"}}}}})->programmes.at("reviewer").size() == 1);
}
