// Who people are, over REST and real processes: signing in by code, second factors, roles that come and go within seconds, and the OpenID
// provider against implementations nobody here wrote (tests/oidc).
#include <sys/stat.h>

#include <fstream>

#include "launch/accounts.h"
#include "platform/base/url.h"
#include "platform/crypto/hash.h"
#include "platform/crypto/seal.h"
#include "platform/crypto/totp.h"
#include "platform/jose/jose.h"
#include "tests/harness/process.h"
#include "tests/harness/sign_in.h"
#include "tests/support/temporary.h"
#include "tests/integration/shared.h"

using namespace shopper::test;
namespace fs = std::filesystem;

namespace {

Json sign_in(const std::string& address) { return shopper::test::sign_in(suite(), address); }
Api with(const std::string& token) { return {suite().url(), token}; }

std::string now_code(const std::string& secret, int steps_ahead = 0) {
  const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  return shopper::crypto::totp_code(secret, now_s / shopper::crypto::totp_step_s + steps_ahead);
}

int node(const std::vector<std::string>& arguments, const fs::path& log) {
  auto all = arguments;
  all[0] = std::string(OIDC_TESTS) + "/" + all[0];
  Process process(NODE_PROGRAM, all, log);
  return process.wait(std::chrono::seconds(60));
}

}  // namespace

TEST_CASE("a resident signs in by code, is known, signs out, and is not let in any more", "[identity]") {
  const auto tokens = sign_in("resident@example.org");
  CHECK(tokens["roles"] == Json{"applicant"});
  auto resident = with(tokens["access_token"]);
  CHECK(expect(200, resident.get("/v1/me/account")).json()["email"] == "resident@example.org");
  expect(200, resident.get("/v1/applications"));
  refused(403, "FORBIDDEN", resident.get("/v1/accounts"));
  refused(401, "SIGN_IN_FAILED", suite().anyone().post("/v1/identity/sessions", {{"login", "resident@example.org"}, {"code", "000000"}}));
  refused(422, "FIELDS_INVALID", suite().anyone().post("/v1/identity/codes", {{"login", "nonsense"}}));
  expect(204, resident.post("/v1/identity/sign-out"));
  CHECK(await([&] { return resident.get("/v1/me/account").code() == "TOKEN_REVOKED"; }));   // I-08: within seconds, not when the token expires
  const auto refresh = suite().anyone().send("POST", "/v1/identity/token", "grant_type=refresh_token&refresh_token=" + tokens["refresh_token"].get<std::string>(),
                                             {{"Content-Type", "application/x-www-form-urlencoded"}});
  CHECK(refresh.status == 400);
  CHECK(refresh.json()["error"] == "invalid_grant");
}

TEST_CASE("I-08 I-09 an administrator gives a role and takes it back: in force at once, asked for a fresh second factor", "[identity]") {
  const auto first = sign_in("new-analyst@example.org");
  const auto account = "/v1/accounts/" + first["account_id"].get<std::string>();
  auto admin = suite().as("administrator");
  const Json analyst{{"role", "analyst"}};
  const auto version = [&] { return expect(200, admin.get(account)).json()["version"].get<std::int64_t>(); };
  expect(200, admin.act(account + "/grant-role", version(), analyst));
  CHECK(await([&] { return with(first["access_token"]).get("/v1/me/account").code() == "TOKEN_REVOKED"; }));

  const auto one = sign_in("new-analyst@example.org");
  CHECK(one["second_factor"] == "not_set_up");
  CHECK(one["roles"] == Json{"applicant"});
  auto person = with(one["access_token"]);
  refused(403, "FORBIDDEN", person.get("/v1/findings"));
  const auto secret = expect(201, person.post("/v1/me/second-factor")).json()["secret"].get<std::string>();
  refused(401, "SECOND_FACTOR_WRONG", person.post("/v1/me/second-factor/confirm", {{"second_factor", "000000"}}));
  const auto two = expect(200, person.post("/v1/me/second-factor/confirm", {{"second_factor", now_code(secret)}})).json();
  CHECK(two["second_factor"] == "given");
  auto analyst_api = with(two["access_token"]);
  CHECK(analyst_api.get("/v1/entities").status == 200);

  expect(200, admin.act(account + "/withdraw-role", version(), analyst));
  CHECK(await([&] { return analyst_api.get("/v1/entities").code() == "TOKEN_REVOKED"; }));

  // Step-up (RFC 9470): one factor, or an old proof, is not enough to appoint anybody.
  auto stale = suite().as_stale("administrator");
  const auto challenge = refused(401, "STEP_UP_REQUIRED", stale.act(account + "/grant-role", version(), analyst));
  CHECK(challenge.header("www-authenticate").find("insufficient_user_authentication") != std::string::npos);
  refused(403, "FORBIDDEN", suite().as("auditor").act(account + "/grant-role", version(), analyst));
  refused(409, "OWN_ACCOUNT", suite().as("administrator", first["account_id"]).act(account + "/grant-role", version(), analyst));
}

TEST_CASE("signing keys rotate while people work", "[identity]") {
  const auto tokens = sign_in("rotating@example.org");
  auto before = with(tokens["access_token"]);
  expect(200, before.get("/v1/me/account"));
  expect(200, suite().as("administrator").create("/v1/signing-keys/rotate", Json::object()));
  expect(200, before.get("/v1/me/account"));
  const auto after = sign_in("rotating@example.org");
  CHECK(await([&] { return with(after["access_token"]).get("/v1/me/account").status == 200; }));
}

TEST_CASE("openid-client signs a person in, refreshes, revokes, and lets a system act by itself", "[identity][oidc]") {
  shopper::testing::TemporaryDirectory scratch;
  const auto key = shopper::jose::SigningKey::generate(shopper::jose::Algorithm::es256);
  write_file(scratch.file("key.pem"), key.to_pem());
  auto admin = suite().as("administrator");
  expect(200, admin.put("/v1/api-clients/oidc-app", {{"name", "A frontend"}, {"redirect_uris", {"https://app.example/callback"}}, {"scopes", {"openid", "email", "offline_access", "api"}}}));
  expect(200, admin.put("/v1/api-clients/oidc-system", {{"name", "A system"}, {"jwks", Json::parse(key.jwks())}, {"scopes", {"recommendations.read"}}, {"entity_id", "e1"}}));
  const auto log = scratch.file("client.log");
  const int code = node({"client.mjs", suite().url(), (suite().suite().data() / "mail").string(), "oidc-app", "https://app.example/callback", "oidc-system", scratch.file("key.pem")}, log);
  INFO(read_file(log));
  REQUIRE(code == 0);
  const auto seen = Json::parse(read_file(log));
  // The system has its scope and its entity, and no more.
  auto system = with(seen["system_token"]);
  refused(403, "SCOPE_MISSING", system.get("/v1/findings"));
  expect(200, admin.post("/v1/api-clients/oidc-system/disable", Json::object(), Api::if_match(1)));
  CHECK(await([&] { return system.get("/v1/recommendations").code() == "TOKEN_REVOKED"; }));
}

TEST_CASE("an issuer elsewhere (oidc-provider) signs people in; what it says is kept with its source", "[identity][oidc]") {
  shopper::testing::TemporaryDirectory scratch;
  const auto issuer_log = scratch.file("issuer.log");
  Process issuer(NODE_PROGRAM, {std::string(OIDC_TESTS) + "/issuer.mjs"}, issuer_log);
  REQUIRE(await([&] { return read_file(issuer_log).find("port ") != std::string::npos; }));
  const auto said = read_file(issuer_log);
  const auto at = said.find("port ") + 5;
  const auto elsewhere = "http://127.0.0.1:" + said.substr(at, said.find('\n', at) - at);
  write_file(scratch.file("secret"), "a secret of forty-eight characters or so, for tests\n");
  write_file(scratch.file("issuers.json"), Json::array({{{"id", "elsewhere"}, {"name", {{"ar", "دخول آخر"}, {"en", "Sign in elsewhere"}}}, {"issuer", elsewhere}, {"client_id", "shopper"},
                                                        {"client_secret_file", scratch.file("secret")}, {"claims", {{"name", "name"}, {"email", "email"}}}, {"keep", {"qid_verified"}}}})
                                               .dump());
  shopper::tools::SuiteOptions options;
  options.data = scratch.file("data");
  options.programs = Harness::program(".");
  options.offline_issuer = true;
  options.identity_settings = {{"SHOPPER_OUTSIDE_ISSUERS_FILE", scratch.file("issuers.json")}, {"SHOPPER_OUTSIDE_PRIVATE_ORIGINS", elsewhere}};
  shopper::tools::Suite other(options);
  other.start_all();
  other.await_ready();
  Api admin(other.url(), other.token("administrator", "administrator"));
  expect(200, admin.put("/v1/api-clients/app", {{"name", "A frontend"}, {"redirect_uris", {"https://app.example/callback"}}, {"scopes", {"openid", "api"}}}));
  const std::string verifier(43, 'v');
  const auto challenge = shopper::crypto::base64(shopper::crypto::from_hex(shopper::crypto::sha256_hex(verifier)));
  const auto sign_in_there = [&] {
    const auto log = scratch.file("outside.log");
    const int code = node({"outside.mjs", other.url() + "/v1/identity/authorize?client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type=code&scope=openid%20api&state=s&code_challenge_method=S256&code_challenge=" + challenge}, log);
    INFO(read_file(log) << read_file(issuer_log) << other.log_tail("identity"));
    REQUIRE(code == 0);
    auto back = read_file(log);
    while (!back.empty() && back.back() == '\n') back.pop_back();
    std::string code_value;
    const auto parameters = shopper::parse_query(back.substr(back.find('?') + 1));
    REQUIRE(parameters);
    for (const auto& [name, value] : *parameters)
      if (name == "code") code_value = value;
    REQUIRE(!code_value.empty());
    const auto form = "grant_type=authorization_code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&code_verifier=" + verifier + "&code=" + code_value;
    const auto answer = Api(other.url(), "").send("POST", "/v1/identity/token", form, {{"Content-Type", "application/x-www-form-urlencoded"}});
    return expect(200, answer).json()["access_token"].get<std::string>();
  };
  const auto account = expect(200, Api(other.url(), sign_in_there()).get("/v1/me/account")).json();
  CHECK(account["name"] == "Person Elsewhere");
  CHECK(account["name_provenance"] == "asserted");
  CHECK(account["email"] == "elsewhere@example.org");
  CHECK(account["email_provenance"] == "asserted");
  const auto& kept = account["outside_claims"];
  CHECK(std::any_of(kept.begin(), kept.end(), [&](const auto& claim) { return claim["name"] == "qid_verified" && claim["value"] == "yes" && claim["issuer"] == elsewhere; }));
  // The same person comes back to the same account.
  CHECK(expect(200, Api(other.url(), sign_in_there()).get("/v1/me/account")).json()["id"] == account["id"]);
  CHECK(other.stop());
}
