// Signing in: codes, passwords, second factors; how often one may try, and what a stranger can learn.
#include "platform/jose/jwt.h"
#include "tests/identity/world.h"

#include "identity/delivery/courier.h"
#include "platform/crypto/password.h"

using namespace shopper;
using namespace shopper::identity;
using identity::testing::World;

TEST_CASE("a code signs a stranger in, and makes the account with the address verified", "[identity]") {
  World world;
  world.request_code("Person@Example.org");
  SignIn in;
  in.login = "person@example.org";
  in.code = world.sent_code();
  const auto tokens = world.sign_in(in);
  REQUIRE(tokens.ok());
  CHECK(tokens->roles == std::vector<std::string>{"applicant"});
  CHECK(tokens->second_factor == SecondFactorState::not_needed);
  const auto claims = world.claims(tokens->access_token);
  CHECK(claims["acr"] == "1");
  CHECK(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>() == 900);
  const auto account = world.account(tokens->account_id);
  CHECK(account.details.email == "person@example.org");
  CHECK(account.details.email_provenance == Provenance::verified);
  CHECK(world.sign_in(in).error().code == "SIGN_IN_FAILED");   // a code counts once
  CHECK(world.signed_in("person@example.org").account_id == tokens->account_id);
}

TEST_CASE("I-04 S-13 codes: five tries, ten minutes, Arabic digits, nothing told about who exists", "[identity]") {
  World world;
  world.request_code("a@example.org");
  SignIn in;
  in.login = "a@example.org";
  const auto right = world.sent_code();
  in.code = right == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i) CHECK(world.sign_in(in).error().code == "SIGN_IN_FAILED");
  in.code = right;
  CHECK(world.sign_in(in).error().code == "SIGN_IN_FAILED");   // the sixth try, although right
  world.now.us += 16 * minute_us;
  CHECK(world.sign_in(in).error().code == "SIGN_IN_FAILED");   // too old by now
  world.request_code("a@example.org");
  in.code.clear();
  for (const char digit : world.sent_code()) in.code += std::string("\xd9") + static_cast<char>(0xa0 + digit - '0');
  CHECK(world.sign_in(in).ok());

  SignIn stranger;
  stranger.login = "nobody@example.org";
  stranger.code = "123456";
  const auto unknown = world.sign_in(stranger).error();
  stranger.login = "not an address";
  const auto nonsense = world.sign_in(stranger).error();
  CHECK(unknown.code == "SIGN_IN_FAILED");
  CHECK(nonsense.code == "SIGN_IN_FAILED");
  CHECK(unknown.text == nonsense.text);
}

TEST_CASE("S-13 codes are sent five times an hour, and the answer does not tell", "[identity]") {
  World world;
  for (int i = 0; i < 8; ++i) world.request_code("a@example.org");
  CHECK(world.messages() == 5);
  world.now.us += 61 * minute_us;
  world.request_code("a@example.org");
  CHECK(world.messages() == 6);
}

TEST_CASE("passwords: as slow for nobody as for somebody, ten tries, set with the old one", "[identity]") {
  World world;
  const auto first = world.signed_in("a@example.org");
  auto actor = world.actor_of(first);
  const auto set = [&](const SetPassword& given) -> Result<Done> {
    auto input = given;
    if (auto prepared = prepare_password(world.lookups(actor), input); !prepared.ok()) return prepared.error();
    return world.write<Done>(actor, [&](Unit& unit) { return set_password(unit, input); });
  };
  SetPassword input;
  input.new_password = "short";
  CHECK(set(input).error().fields[0].code == "PASSWORD_LENGTH");
  input.new_password = "correct horse battery staple";
  REQUIRE(set(input).ok());
  input.new_password = "another horse, another staple";
  CHECK(set(input).error().code == "SIGN_IN_FAILED");   // without the current one
  input.current_password = "correct horse battery staple";
  REQUIRE(set(input).ok());

  SignIn in;
  in.login = "a@example.org";
  in.password = "wrong horse battery staple";
  for (int i = 0; i < 10; ++i) CHECK(world.sign_in(in).error().code == "SIGN_IN_FAILED");
  in.password = input.new_password;
  CHECK(world.sign_in(in).error().code == "SIGN_IN_FAILED");
  world.now.us += 16 * minute_us;
  CHECK(world.sign_in(in).ok());
  in.code = "123456";
  CHECK(world.sign_in(in).error().fields[0].code == "ONE_PROOF_NEEDED");
  CHECK(!crypto::password_matches("", "the password of nobody"));
}

TEST_CASE("RFC 6238 appendix B: the codes of an authenticator app", "[identity]") {
  const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";   // "12345678901234567890"
  const std::vector<std::pair<std::int64_t, std::string>> vectors{{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [at, code] : vectors) CHECK(crypto::totp_code(secret, at / 30) == code);
  CHECK(crypto::totp_step_of(secret, "287082", 59, 0) == 1);
  CHECK(crypto::totp_step_of(secret, "287082", 89, 0) == 1);       // one step late
  CHECK(!crypto::totp_step_of(secret, "287082", 120, 0));
  CHECK(!crypto::totp_step_of(secret, "287082", 59, 1));           // used before
  CHECK(!crypto::totp_step_of(secret, "28708", 59, 0));
  CHECK(!crypto::totp_step_of("not base32!", "287082", 59, 0));
}

TEST_CASE("a second factor: set up, confirmed, asked for, counted, not replaceable by a stolen session", "[identity]") {
  World world;
  const auto first = world.signed_in("analyst@example.org");
  const auto admin = World::administrator();
  REQUIRE(world.as(admin, grant_role, ChangeGrant{first.account_id, world.account(first.account_id).version, "analyst", "", ""}).ok());
  const auto one = world.signed_in("analyst@example.org");
  CHECK(one.second_factor == SecondFactorState::not_set_up);
  CHECK(one.roles == std::vector<std::string>{"applicant"});
  const auto actor = world.actor_of(one);
  const auto begun = world.as(actor, begin_second_factor, BeginSecondFactor{});
  REQUIRE(begun.ok());
  StepUp wrong;
  wrong.second_factor = "000000";
  CHECK(world.proven(ConfirmSecondFactorCase{world.context}, wrong, actor).error().code == "SECOND_FACTOR_WRONG");
  StepUp code;
  code.second_factor = world.totp(begun->secret);
  const auto confirmed = world.proven(ConfirmSecondFactorCase{world.context}, code, actor);
  REQUIRE(confirmed.ok());
  CHECK(confirmed->roles == std::vector<std::string>{"applicant", "analyst"});
  CHECK(world.claims(confirmed->access_token)["acr"] == "2");

  const auto again = world.signed_in("analyst@example.org");
  CHECK(again.second_factor == SecondFactorState::required);
  const auto fresh = world.actor_of(again);
  world.now.us += minute_us;
  code.second_factor = world.totp(begun->secret);
  const auto stepped = world.proven(StepUpCase{world.context}, code, fresh);
  REQUIRE(stepped.ok());
  CHECK(stepped->roles.size() == 2);
  CHECK(world.proven(StepUpCase{world.context}, code, fresh).error().code == "SECOND_FACTOR_WRONG");   // a code counts once
  CHECK(world.audited("SecondFactorRefused", "") == 2);
  BeginSecondFactor replace;
  replace.second_factor = "000000";
  CHECK(prepare_second_factor(world.lookups(fresh), replace).error().code == "SECOND_FACTOR_WRONG");
  for (int i = 0; i < 5; ++i) CHECK(!world.proven(StepUpCase{world.context}, wrong, fresh).ok());
  world.now.us += minute_us;
  code.second_factor = world.totp(begun->secret);
  CHECK(!world.proven(StepUpCase{world.context}, code, fresh).ok());   // too many tries, although right
}

TEST_CASE("messages reach the folder whole, once, and leave the store", "[identity]") {
  World world;
  world.request_code("a@example.org");
  MailFolder folder(world.directory.file("mail"));
  CHECK(deliver_waiting(world.store, folder) == 1);
  CHECK(deliver_waiting(world.store, folder) == 0);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(world.directory.file("mail"))) {
    ++files;
    CHECK((std::filesystem::status(entry).permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) == std::filesystem::perms::none);
  }
  CHECK(files == 1);
  CHECK(world.messages() == 0);
}

TEST_CASE("what nobody collects does not stay in the folder", "[identity]") {
  World world;
  const std::filesystem::path directory = world.directory.file("mail");
  MailFolder folder(directory);
  for (const auto* login : {"old@example.org", "new@example.org"}) world.request_code(login);
  REQUIRE(deliver_waiting(world.store, folder) == 2);
  CHECK(folder.remove_older_than(uncollected_messages_kept) == 0);
  const auto old = std::filesystem::directory_iterator(directory)->path();
  std::filesystem::last_write_time(old, std::filesystem::file_time_type::clock::now() - uncollected_messages_kept - std::chrono::minutes(1));
  CHECK(folder.remove_older_than(uncollected_messages_kept) == 1);
  CHECK(!std::filesystem::exists(old));
  CHECK(std::distance(std::filesystem::directory_iterator(directory), {}) == 1);
}
