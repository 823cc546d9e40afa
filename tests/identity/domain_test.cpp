// Identity's rules: addresses, passwords, roles, refresh tokens, what a client may ask.
#include <catch2/catch.hpp>

#include "identity/domain/account.h"
#include "identity/domain/client.h"
#include "identity/domain/login.h"
#include "identity/domain/session.h"
#include "tests/support/lifecycle.h"

using namespace shopper;
using namespace shopper::identity;

TEST_CASE("an address is read in the one form that is compared", "[identity]") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"A.Person@Example.ORG", "a.person@example.org"}, {"  a@b.qa ", "a@b.qa"},     {"+974 5512 3456", "+97455123456"},   {"55123456", "+97455123456"},
      {"0097455123456", "+97455123456"},                {"٥٥١٢٣٤٥٦", "+97455123456"}, {"+٩٧٤ ٥٥١٢ ٣٤٥٦", "+97455123456"}, {"۵۵۱۲۳۴۵۶", "+97455123456"},
      {"+44 (20) 7946-0018", "+442079460018"},          {"97455123456", "+97455123456"},
      {"٠٠٤٤٢٠٧٩٤٦٠٠١٨", "+442079460018"}};
  for (const auto& [given, wanted] : rows) {
    INFO(given);
    const auto login = read_login(given);
    REQUIRE(login);
    CHECK(login->value == wanted);
  }
  for (const auto* bad : {"", "@", "a@", "@b.qa", "a@b", "a@b..qa", "a@-b.qa", "a@b-.qa", ".a@b.qa", "a..b@c.qa", "a b@c.qa", "a@b.qa\n", "a@b.qa@", "1234", "5512345x", "+12345678901234567",
                          "+0123456789", "12345678901", "\xff@b.qa", "a@b.q\xc3\xa9"}) {
    INFO(bad);
    CHECK(!read_login(bad));
  }
  CHECK(masked_email("fatima@example.org") == "f•••@example.org");
  CHECK(masked_phone("+97455123456") == "+974••••56");
}

TEST_CASE("accounts: every state and command", "[identity]") {
  const auto& lifecycle = account_lifecycle();
  int legal = 0;
  for (const auto state : enum_values<AccountState>())
    for (const auto command : enum_values<AccountCommand>()) legal += lifecycle.peek(state, command).has_value();
  CHECK(legal == 4);
  CHECK(lifecycle.next(AccountState::active, AccountCommand::suspend).value() == AccountState::suspended);
  CHECK(lifecycle.next(AccountState::suspended, AccountCommand::reinstate).value() == AccountState::active);
  CHECK(lifecycle.next(AccountState::erased, AccountCommand::reinstate).error().code == "WRONG_STATE");
}

TEST_CASE("roles with power over others count with a second factor alone", "[identity]") {
  Account account;
  account.grants = {{"reviewer", "p1", "", "", {}, ""}, {"reviewer", "p2", "", "", {}, ""}, {"analyst", "", "", "", {}, ""}, {"shopper", "p1", "", "", {}, ""},
                    {"entity_officer", "", "e1", "", {}, ""}, {"entity_officer", "", "e2", "", {}, ""}};
  const auto one = powers_of(account, false, "");
  CHECK(one.roles == std::vector<std::string>{"applicant", "shopper"});
  CHECK(one.entity_id.empty());
  const auto two = powers_of(account, true, "");
  CHECK(two.roles == std::vector<std::string>{"applicant", "reviewer", "analyst", "shopper", "entity_officer"});
  CHECK(two.programmes.at("reviewer") == std::vector<std::string>{"p1", "p2"});
  CHECK(!two.programmes.contains("analyst"));
  CHECK(two.entity_id == "e1");
  CHECK(powers_of(account, true, "e2").entity_id == "e2");
  const auto foreign = powers_of(account, true, "e3");   // an entity nobody granted gives no entity and no role
  CHECK(foreign.entity_id.empty());
  CHECK(std::find(foreign.roles.begin(), foreign.roles.end(), "entity_officer") == foreign.roles.end());
  account.grants.push_back({"reviewer", "", "", "", {}, ""});
  CHECK(!powers_of(account, true, "").programmes.contains("reviewer"));   // everywhere is more than in two programmes
  account.state = AccountState::suspended;
  CHECK(powers_of(account, true, "").roles.empty());
}

TEST_CASE("what can be granted, and how", "[identity]") {
  const auto code = [](const RoleGrant& grant) {
    const auto checked = check_grant(grant);
    return checked.ok() ? "" : checked.error().fields[0].code;
  };
  CHECK(code({"analyst", "", "", "", {}, ""}).empty());
  CHECK(code({"reviewer", "p", "", "", {}, ""}).empty());
  CHECK(code({"entity_officer", "", "e", "", {}, ""}).empty());
  CHECK(code({"entity_officer", "", "", "", {}, ""}) == "ENTITY_REQUIRED");
  CHECK(code({"analyst", "", "e", "", {}, ""}) == "ENTITY_NOT_EXPECTED");
  CHECK(code({"administrator", "p", "", "", {}, ""}) == "PROGRAMME_NOT_EXPECTED");
  for (const auto* role : {"service", "shopper", "applicant", "root", ""}) CHECK(code({role, "", "", "", {}, ""}) == "ROLE_UNKNOWN");
}

TEST_CASE("passwords are long and not what everybody tries", "[identity]") {
  PersonalDetails details;
  details.email = "fatima.alkuwari@example.org";
  details.name = "Fatima Al-Kuwari";
  details.phone = "+97455123456";
  const auto code = [&](const std::string& password) {
    const auto checked = check_password(password, details);
    return checked.ok() ? "" : checked.error().fields[0].code;
  };
  CHECK(code("correct horse battery staple").empty());
  CHECK(code("نخلة على شاطئ الخور").empty());
  CHECK(code("elevenchars") == "PASSWORD_LENGTH");
  CHECK(code(std::string(129, 'x')) == "PASSWORD_LENGTH");
  for (const auto* bad : {"password1234", "Password-Password", "fatima.alkuwari1", "97455123456!!", "aaaaaaaaaaaaaaaa", "qwerty123456789", "Fatima Al-Kuwari 1"}) CHECK(code(bad) == "PASSWORD_GUESSABLE");
}

TEST_CASE("a refresh token that comes twice ends the session, except right after an answer was lost", "[identity]") {
  RefreshToken token;
  const Instant used{1'000'000'000'000};
  CHECK(judge_refresh(token, false, used) == RefreshVerdict::rotate);
  token.used_at = used;
  CHECK(judge_refresh(token, false, {used.us + lost_answer_us}) == RefreshVerdict::rotate_again);
  CHECK(judge_refresh(token, false, {used.us + lost_answer_us + 1}) == RefreshVerdict::reused);
  CHECK(judge_refresh(token, true, {used.us + 1}) == RefreshVerdict::reused);
}

TEST_CASE("where people may be sent back to", "[identity]") {
  for (const auto* good : {"https://app.example/callback", "https://app.example:8443/cb?x=1", "http://127.0.0.1:4711/cb", "http://[::1]:4711/cb", "qa.gov.shopper:/callback"}) {
    INFO(good);
    CHECK(sound_redirect_uri(good));
  }
  for (const auto* bad : {"", "http://app.example/cb", "http://localhost/cb", "http://127.0.0.1.evil.example/cb", "https://user@app.example/", "https://app.example/#x", "javascript:alert(1)", "data:text/html,x",
                          "shopper:/callback", "https:/app.example", "https://", "//app.example", "https://app.example/a b", "https://app.example/\\evil", "file:///etc/passwd"}) {
    INFO(bad);
    CHECK(!sound_redirect_uri(bad));
  }
}

TEST_CASE("an authorisation request, and what is wrong with it", "[identity]") {
  ApiClient client;
  client.id = "app";
  client.redirect_uris = {"https://app.example/cb"};
  client.scopes = {"openid", "profile", "api"};
  const Parameters good{{"client_id", "app"}, {"redirect_uri", "https://app.example/cb"}, {"response_type", "code"}, {"scope", "openid everything"}, {"state", "s"},
                        {"nonce", "n"}, {"code_challenge", std::string(43, 'a')}, {"code_challenge_method", "S256"}};
  AuthorizationRequest request;
  REQUIRE(!read_authorization(client, good, request));
  CHECK(request.scopes == std::vector<std::string>{"openid"});
  CHECK(redirect_allowed(client, good));
  for (const auto* other : {"https://app.example/cb/", "https://app.example/cb?x", "https://APP.example/cb", ""}) {
    auto changed = good;
    changed["redirect_uri"] = other;
    CHECK(!redirect_allowed(client, changed));
  }
  const std::vector<std::tuple<std::string, std::string, std::string>> rows{
      {"response_type", "token", "unsupported_response_type"}, {"response_type", "", "unsupported_response_type"}, {"response_mode", "fragment", "invalid_request"},
      {"code_challenge_method", "plain", "invalid_request"},   {"code_challenge", "", "invalid_request"},          {"code_challenge", std::string(43, '+'), "invalid_request"},
      {"code_challenge", std::string(42, 'a'), "invalid_request"}, {"scope", "everything", "invalid_scope"},        {"prompt", "none", "login_required"},
      {"request", "x", "request_not_supported"},               {"request_uri", "x", "request_uri_not_supported"},  {"state", std::string(2001, 's'), "invalid_request"}};
  for (const auto& [name, value, error] : rows) {
    INFO(name << "=" << value);
    auto changed = good;
    changed[name] = value;
    AuthorizationRequest into;
    const auto wrong = read_authorization(client, changed, into);
    REQUIRE(wrong);
    CHECK(wrong->error == error);
  }
  client.disabled = true;
  CHECK(!redirect_allowed(client, good));
  CHECK(!read_parameters("a=1&a=2"));
  CHECK(with_parameters("https://a/b?c=d", {{"e", "f g"}}) == "https://a/b?c=d&e=f%20g");
}
