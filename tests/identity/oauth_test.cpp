// The OpenID provider: the sign-in page step by step, codes, refresh tokens, clients that prove themselves by a key.
#include "platform/crypto/seal.h"
#include "platform/jose/jwt.h"
#include "tests/identity/world.h"

#include "platform/base/url.h"

using namespace shopper;
using namespace shopper::identity;
using identity::testing::World;

namespace {

const std::string verifier(43, 'v');
const std::string redirect = "https://app.example/cb";

std::string challenge() { return crypto::base64(crypto::from_hex(crypto::sha256_hex(verifier))); }

std::string form_of(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return text;
}

struct Provider : World {
  Provider() {
    REQUIRE(as(administrator(), put_client, PutClient{"app", "The App", {redirect}, {}, {"openid", "profile", "email", "offline_access", "api"}, ""}).ok());
    REQUIRE(as(administrator(), put_client, PutClient{"system", "A System", {}, RawJson{key.jwks()}, {"recommendations.read", "findings.read"}, "e1"}).ok());
  }
  HttpAnswer authorize(Parameters changes = {}) {
    Parameters query{{"client_id", "app"}, {"redirect_uri", redirect}, {"response_type", "code"}, {"scope", "openid email offline_access"}, {"state", "st"}, {"nonce", "no"},
                     {"code_challenge", challenge()}, {"code_challenge_method", "S256"}};
    for (auto& [name, value] : changes) query[name] = value;
    return *write<HttpAnswer>({}, [&](Unit& unit) { return AuthorizeCase{context}(unit, {form_of(query), "en"}); });
  }
  static std::string flow_of(const HttpAnswer& page) {
    const std::string before = "name=\"flow\" value=\"";
    const auto at = page.content.find(before);
    REQUIRE(at != std::string::npos);
    return page.content.substr(at + before.size(), page.content.find('"', at + before.size()) - at - before.size());
  }
  HttpAnswer submit(const HttpAnswer& page, Parameters fields) {
    fields["flow"] = flow_of(page);
    ContinueAuthorize input;
    input.content = form_of(fields);
    input.language = "en";
    const auto answer = proven(ContinueAuthorizeCase{context}, input);
    REQUIRE(answer.ok());
    return *answer;
  }
  static Parameters back(const HttpAnswer& answer) {
    REQUIRE(answer.status == 302);
    return *read_parameters(answer.location.substr(answer.location.find('?') + 1));
  }
  // The code a resident's sign-in ends with.
  std::string code() {
    now.us += 2 * minute_us;
    const auto asked = submit(authorize(), {{"action", "code"}, {"login", "a@example.org"}});
    return back(submit(asked, {{"action", "code"}, {"code", sent_code()}})).at("code");
  }
  HttpAnswer token(const Parameters& form) {
    return *write<HttpAnswer>({}, [&](Unit& unit) { return IssueTokenCase{context}(unit, {form_of(form)}); });
  }
  Parameters redeem(const std::string& code) { return {{"grant_type", "authorization_code"}, {"client_id", "app"}, {"code", code}, {"redirect_uri", redirect}, {"code_verifier", verifier}}; }
  static nlohmann::json body(const HttpAnswer& answer) { return nlohmann::json::parse(answer.content); }
  std::string assertion(const nlohmann::json& changes = {}, const jose::SigningKey* other = nullptr) {
    nlohmann::json claims{{"iss", "system"}, {"sub", "system"}, {"aud", "https://shopper.test"}, {"iat", now.us / 1'000'000}, {"exp", now.us / 1'000'000 + 60}, {"jti", random_token()}};
    if (changes.is_object()) claims.update(changes);
    return (other ? *other : key).sign(claims.dump(), "JWT");
  }
  Parameters by_key(const std::string& signed_assertion) {
    return {{"grant_type", "client_credentials"}, {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, {"client_assertion", signed_assertion}};
  }
  const jose::SigningKey key = jose::SigningKey::generate(jose::Algorithm::es256);
};

}  // namespace

TEST_CASE("the sign-in page: code, state and issuer go back to the client, tokens to who has the verifier", "[identity]") {
  Provider provider;
  const auto page = provider.authorize();
  CHECK(page.status == 200);
  CHECK(page.content_security_policy.find("form-action 'self' https://app.example;") != std::string::npos);
  CHECK(page.content_security_policy.find("unsafe") == std::string::npos);
  CHECK(page.content.find("<script") == std::string::npos);
  const auto asked = provider.submit(page, {{"action", "code"}, {"login", "A@Example.org"}});
  const auto wrong = provider.submit(asked, {{"action", "code"}, {"code", "000000"}});
  CHECK(wrong.content.find("role=\"alert\"") != std::string::npos);
  const auto back = Provider::back(provider.submit(wrong, {{"action", "code"}, {"code", provider.sent_code()}}));
  CHECK(back.at("state") == "st");
  CHECK(back.at("iss") == "https://shopper.test");
  const auto answer = provider.token(provider.redeem(back.at("code")));
  REQUIRE(answer.status == 200);
  const auto tokens = Provider::body(answer);
  CHECK(tokens["scope"] == "openid email offline_access");
  CHECK(provider.claims(tokens["access_token"])["client_id"] == "app");
  const auto id_token = jose::verify_jwt(tokens["id_token"].get<std::string>(), jose::KeySet::parse(*provider.write<std::string>({}, [](Unit& unit) -> Result<std::string> { return key_set(unit); })),
                                         {"https://shopper.test", "app", std::chrono::hours(1), {"JWT"}}, provider.now.us / 1'000'000);
  REQUIRE(id_token.ok());
  CHECK((*id_token)["nonce"] == "no");
}

TEST_CASE("a code counts once, soon, for its client, its address and its verifier; a second use ends what the first gave", "[identity]") {
  Provider provider;
  const auto error = [&](Parameters form) { return Provider::body(provider.token(form)).value("error", ""); };
  auto form = provider.redeem(provider.code());
  form["code_verifier"] = std::string(43, 'w');
  CHECK(error(form) == "invalid_grant");
  form["code_verifier"] = verifier;
  CHECK(error(form) == "invalid_grant");   // spent by the failed try
  form = provider.redeem(provider.code());
  form["redirect_uri"] = "https://app.example/other";
  CHECK(error(form) == "invalid_grant");
  form = provider.redeem(provider.code());
  provider.now.us += minute_us;
  CHECK(error(form) == "invalid_grant");
  form = provider.redeem(provider.code());
  form["client_id"] = "nobody";
  CHECK(error(form) == "invalid_client");
  form["client_id"] = "app";
  const auto tokens = Provider::body(provider.token(form));
  const auto session = provider.claims(tokens["access_token"])["sid"].get<std::string>();
  CHECK(error(form) == "invalid_grant");
  CHECK(error({{"grant_type", "refresh_token"}, {"client_id", "app"}, {"refresh_token", tokens["refresh_token"]}}) == "invalid_grant");
  CHECK(provider.store.read<bool>([&](store::Db& db) -> Result<bool> { return static_cast<bool>(db.find<Session>("id = :i", {session})->ended_at); }).value());
  CHECK(error({{"grant_type", "password"}, {"client_id", "app"}}) == "unsupported_grant_type");
  CHECK(provider.token({{"grant_type", "client_credentials"}, {"client_id", "app"}}).status == 400);
}

TEST_CASE("refresh tokens rotate; a stolen one ends the session for thief and owner", "[identity]") {
  Provider provider;
  auto tokens = Provider::body(provider.token(provider.redeem(provider.code())));
  const auto refresh = [&](const std::string& token) { return provider.token({{"grant_type", "refresh_token"}, {"client_id", "app"}, {"refresh_token", token}}); };
  const std::string first = tokens["refresh_token"];
  const std::string lost = Provider::body(refresh(first))["refresh_token"];
  const auto again = refresh(first);   // the answer was lost: another successor, and the lost one is void
  REQUIRE(again.status == 200);
  CHECK(refresh(lost).status == 400);
  const std::string second = Provider::body(again)["refresh_token"];
  const std::string third = Provider::body(refresh(second))["refresh_token"];
  CHECK(refresh(third).status == 200);
  CHECK(Provider::body(refresh(second))["error"] == "invalid_grant");   // its successor was used: theft
  CHECK(refresh(third).status == 400);
  CHECK(refresh(second).status == 400);
  CHECK(provider.audited("TokenProofRefused", "REFRESH_TOKEN_REUSED") == 1);   // once, however often it is tried
  tokens = Provider::body(provider.token(provider.redeem(provider.code())));
  CHECK(provider.token({{"grant_type", "refresh_token"}, {"refresh_token", tokens["refresh_token"]}}).status == 400);   // another client's
  const auto revoke = [&](const std::string& token) {
    return provider.write<HttpAnswer>({}, [&](Unit& unit) { return RevokeTokenCase{provider.context}(unit, {form_of({{"client_id", "app"}, {"token", token}})}); })->status;
  };
  CHECK(revoke("unknown") == 200);
  CHECK(revoke(tokens["refresh_token"]) == 200);
  CHECK(refresh(tokens["refresh_token"]).status == 400);
}

TEST_CASE("I-06 a system proves itself by its key: once, now, for us", "[identity]") {
  Provider provider;
  const auto good = provider.assertion();
  const auto answer = provider.token(provider.by_key(good));
  REQUIRE(answer.status == 200);
  const auto claims = provider.claims(Provider::body(answer)["access_token"]);
  CHECK(claims["roles"] == nlohmann::json{"integration"});
  CHECK(claims["entity_id"] == "e1");
  CHECK(claims["scope"] == "recommendations.read findings.read");
  CHECK(!Provider::body(answer).contains("refresh_token"));
  const auto refused = [&](const std::string& assertion) {
    const auto answered = provider.token(provider.by_key(assertion));
    return answered.status == 401 && Provider::body(answered)["error"] == "invalid_client";
  };
  const auto now_s = provider.now.us / 1'000'000;
  CHECK(refused(good));   // used before
  CHECK(refused(provider.assertion({{"aud", "https://elsewhere"}})));
  CHECK(refused(provider.assertion({{"exp", now_s - 61}, {"iat", now_s - 120}})));
  CHECK(refused(provider.assertion({{"exp", now_s + 3600}})));
  CHECK(refused(provider.assertion({{"iss", "app"}})));
  CHECK(refused(provider.assertion({{"sub", "app"}})));
  CHECK(refused(provider.assertion({{"jti", nullptr}})));
  CHECK(refused(provider.assertion({{"sub", 5}})));
  const auto other = jose::SigningKey::generate(jose::Algorithm::es256);
  CHECK(refused(provider.assertion({}, &other)));
  CHECK(refused("x.y.z"));
  auto form = provider.by_key(provider.assertion());
  form["scope"] = "findings.read accounts.write";
  CHECK(Provider::body(provider.token(form))["scope"] == "findings.read");
  form = provider.by_key(provider.assertion());
  form["scope"] = "accounts.write";
  CHECK(Provider::body(provider.token(form))["error"] == "invalid_scope");
  REQUIRE(provider.as(World::administrator(), disable_client, ByIdAndVersion{"system", 1}).ok());
  CHECK(refused(provider.assertion()));
}

TEST_CASE("staff set up a second factor on the page before anything is given", "[identity]") {
  Provider provider;
  const auto id = provider.signed_in("analyst@example.org").account_id;
  REQUIRE(provider.as(World::administrator(), grant_role, ChangeGrant{id, provider.account(id).version, "analyst", "", ""}).ok());
  provider.now.us += 2 * minute_us;
  const auto asked = provider.submit(provider.authorize(), {{"action", "code"}, {"login", "analyst@example.org"}});
  const auto set_up = provider.submit(asked, {{"action", "code"}, {"code", provider.sent_code()}});
  CHECK(set_up.status == 200);
  const auto secret = provider.account(id).second_factor;
  CHECK(set_up.content.find(secret) != std::string::npos);
  const auto wrong = provider.submit(set_up, {{"action", "second_factor"}, {"second_factor", "000000"}});
  CHECK(wrong.content.find(secret) != std::string::npos);   // the same secret: the app has it already
  const auto back = Provider::back(provider.submit(wrong, {{"action", "second_factor"}, {"second_factor", provider.totp(secret)}}));
  const auto tokens = Provider::body(provider.token(provider.redeem(back.at("code"))));
  CHECK(provider.claims(tokens["access_token"])["acr"] == "2");
}

TEST_CASE("pages that cannot go back to a client say so; sealed steps cannot be made up", "[identity]") {
  Provider provider;
  CHECK(provider.authorize({{"client_id", "nobody"}}).status == 400);
  CHECK(provider.authorize({{"redirect_uri", "https://evil.example/"}}).status == 400);
  const auto error = [&](const Parameters& changes) { return Provider::back(provider.authorize(changes)).at("error"); };
  CHECK(error({{"response_type", "token"}}) == "unsupported_response_type");
  CHECK(error({{"prompt", "none"}}) == "login_required");
  const auto page = provider.authorize();
  CHECK(Provider::back(provider.submit(page, {{"action", "cancel"}})).at("error") == "access_denied");
  auto flow = Provider::flow_of(page);
  for (std::size_t i = 0; i < flow.size(); i += 7) {
    auto changed = flow;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK(!open_flow(*provider.context, changed, provider.now));
  }
  CHECK(open_flow(*provider.context, flow, provider.now));
  CHECK(!open_flow(*provider.context, flow, {provider.now.us + 21 * minute_us}));
  // A step that was not reached cannot be claimed: the first factor is in the seal.
  ContinueAuthorize input;
  input.content = form_of({{"action", "second_factor"}, {"second_factor", "123456"}, {"flow", flow}});
  const auto stays = provider.proven(ContinueAuthorizeCase{provider.context}, input);
  REQUIRE(stays.ok());
  CHECK(stays->status == 200);
}

TEST_CASE("signing keys rotate; what the old ones signed stays good until they are gone", "[identity]") {
  Provider provider;
  const auto before = provider.signed_in("a@example.org");
  const auto rotated = provider.as(World::administrator(), rotate_signing_keys, Nothing{});
  REQUIRE(rotated.ok());
  CHECK(rotated->items.size() >= 3);
  CHECK(provider.claims(before.access_token)["sub"] == before.account_id);
  const auto after = provider.signed_in("a@example.org");
  CHECK(jose::peek(before.access_token).key_id != jose::peek(after.access_token).key_id);
  provider.now.us += 3 * 60 * minute_us;
  (void)provider.write<Done>({}, [](Unit& unit) -> Result<Done> {
    sweep(unit.db, unit.now);
    return Done{};
  });
  CHECK(provider.as(World::administrator(), list_signing_keys, Nothing{})->items.size() == 2);
}

TEST_CASE("clients: every wrong field, private keys refused, a new registration voids the old one's tokens", "[identity]") {
  Provider provider;
  const auto put = [&](PutClient in) { return provider.as(World::administrator(), put_client, in); };
  CHECK(put({"bad id", "x", {redirect}, {}, {}, ""}).error().fields[0].code == "ID_INVALID");
  CHECK(put({"c", "", {"http://evil.example"}, {}, {"a b"}, ""}).error().fields.size() == 3);
  CHECK(put({"c", "x", {}, {}, {}, ""}).error().fields[0].code == "CLIENT_USELESS");
  CHECK(put({"c", "x", {}, RawJson{R"({"keys":[{"kty":"oct","kid":"1","k":"AA"}]})"}, {}, ""}).error().fields[0].code == "KEY_SET_INVALID");
  CHECK(put({"app", "Renamed", {redirect}, {}, {"openid"}, ""})->version == 2);
  CHECK(provider.store.read<bool>([](store::Db& db) -> Result<bool> {
    const auto rows = revocations_after(db, 0, 100);
    return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.value == "app"; });
  }).value());
}
