// Accounts in administrators' hands: invitations, roles, suspension; nobody's own powers; what ends sessions.
#include "identity/delivery/courier.h"
#include "identity/usecases/reactions.h"
#include "platform/jose/jwt.h"
#include "tests/identity/world.h"

using namespace shopper;
using namespace shopper::identity;
using identity::testing::World;

namespace {

const Actor admin = World::administrator();

std::vector<std::string> revoked(World& world) {
  return *world.store.read<std::vector<std::string>>([](store::Db& db) -> Result<std::vector<std::string>> {
    std::vector<std::string> values;
    for (const auto& row : revocations_after(db, 0, 1000)) values.push_back(row.value);
    return values;
  });
}

bool has(const std::vector<std::string>& list, const std::string& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

}  // namespace

TEST_CASE("an invitation, repeated and contradicted", "[identity]") {
  World world;
  const auto put = [&](PutAccount in) { return world.write<AccountView>(admin, [&](Unit& unit) { return PutAccountCase{world.context}(unit, in); }); };
  PutAccount in;
  in.id = crypto::named_uuid("one");
  in.email = "Reviewer@Example.org";
  in.name = "R";
  const auto made = put(in);
  REQUIRE(made.ok());
  CHECK(made->email == "r•••@example.org");   // masked for everybody but the owner
  CHECK(put(in).ok());
  in.email = "other@example.org";
  CHECK(put(in).error().code == "ACCOUNT_EXISTS");
  in.id = crypto::named_uuid("two");
  in.email = "reviewer@example.org";
  CHECK(put(in).error().code == "LOGIN_TAKEN");
  PutAccount wrong;
  wrong.id = "x";
  wrong.language = "fr";
  const auto errors = put(wrong).error();
  CHECK(errors.fields.size() == 3);   // id, no address, language: all at once
}

TEST_CASE("roles: granted, withdrawn, at once in force, never one's own", "[identity]") {
  World world;
  const auto tokens = world.signed_in("a@example.org");
  const auto id = tokens.account_id;
  const auto version = [&] { return world.account(id).version; };
  auto view = world.as(admin, grant_role, ChangeGrant{id, version(), "reviewer", "p1", ""});
  REQUIRE(view.ok());
  CHECK(view->grants.size() == 1);
  CHECK(has(revoked(world), id));   // tokens that say too little are void too
  CHECK(world.as(admin, grant_role, ChangeGrant{id, version(), "reviewer", "p1", ""})->grants.size() == 1);
  CHECK(world.as(admin, grant_role, ChangeGrant{id, 1, "analyst", "", ""}).error().code == "VERSION_STALE");
  CHECK(world.as(admin, grant_role, ChangeGrant{id, version(), "service", "", ""}).error().code == "FIELDS_INVALID");
  CHECK(world.as(admin, withdraw_role, ChangeGrant{id, version(), "analyst", "", ""}).error().code == "ROLE_NOT_HELD");
  CHECK(world.as(admin, withdraw_role, ChangeGrant{id, version(), "reviewer", "p1", ""})->grants.empty());
  Actor self = admin;
  self.subject = id;
  CHECK(world.as(self, grant_role, ChangeGrant{id, version(), "administrator", "", ""}).error().code == "OWN_ACCOUNT");
  // A token made in the second of the revocation is not covered by it.
  MailFolder folder(world.directory.file("mail"));
  deliver_waiting(world.store, folder);   // so that the one message left is the next
  const auto later = world.sign_in([&] {
    world.request_code("a@example.org");
    SignIn in;
    in.login = "a@example.org";
    in.code = world.sent_code();
    return in;
  }());
  REQUIRE(later.ok());
  CHECK(world.claims(later->access_token)["iat"].get<std::int64_t>() > world.now.us / 1'000'000 - 1);
}

TEST_CASE("I-08 a suspended account has no session, no way in, and no token that counts", "[identity]") {
  World world;
  const auto tokens = world.signed_in("a@example.org");
  const auto session = world.actor_of(tokens).session_id;
  const auto version = [&] { return world.account(tokens.account_id).version; };
  CHECK(world.as(admin, suspend_account, WithReason{tokens.account_id, version(), ""}).error().fields[0].code == "REASON_REQUIRED");
  REQUIRE(world.as(admin, suspend_account, WithReason{tokens.account_id, version(), "a reason"}).ok());
  CHECK(has(revoked(world), session));
  CHECK(has(revoked(world), tokens.account_id));
  world.now.us += 2 * minute_us;
  world.request_code("a@example.org");
  SignIn in;
  in.login = "a@example.org";
  in.code = world.sent_code();
  CHECK(world.sign_in(in).error().code == "ACCOUNT_SUSPENDED");
  CHECK(world.as(admin, suspend_account, WithReason{tokens.account_id, version(), "again"}).error().code == "WRONG_STATE");
  REQUIRE(world.as(admin, reinstate_account, WithReason{tokens.account_id, version(), "cleared"}).ok());
  CHECK(world.signed_in("a@example.org").account_id == tokens.account_id);
}

TEST_CASE("sessions: listed, ended one by one, all by a reset", "[identity]") {
  World world;
  const auto first = world.signed_in("a@example.org");
  const auto second = world.signed_in("a@example.org");
  const auto actor = world.actor_of(second);
  const auto other = world.actor_of(first);
  const auto list = world.as(actor, list_own_sessions, Nothing{});
  REQUIRE(list->items.size() == 2);
  CHECK(list->items[1].current);
  REQUIRE(world.as(actor, end_own_session, ById{other.session_id}).ok());
  CHECK(world.as(actor, list_own_sessions, Nothing{})->items.size() == 1);
  Actor stranger = World::administrator();
  CHECK(world.as(stranger, end_own_session, ById{actor.session_id}).error().code == "NOT_FOUND");
  REQUIRE(world.as(admin, reset_credentials, WithReason{first.account_id, world.account(first.account_id).version, "lost phone"}).ok());
  CHECK(world.as(actor, sign_out, Nothing{}).error().code == "SESSION_NEEDED");
}

TEST_CASE("who is on a panel is a shopper as long as that lasts", "[identity]") {
  World world;
  const auto id = world.signed_in("a@example.org").account_id;
  const auto changed = [&](const std::string& state) {
    return world.write<Done>({"selection", {"service"}, "", "en", "", {}}, [&](Unit& unit) { return apply_member_changed(unit, MemberChanged{"p1", id, state}); }).ok();
  };
  REQUIRE(changed("accepted"));
  REQUIRE(changed("certified"));
  CHECK(world.account(id).grants.size() == 1);
  CHECK(world.signed_in("a@example.org").roles == std::vector<std::string>{"applicant", "shopper"});
  REQUIRE(changed("released"));
  CHECK(world.account(id).grants.empty());
  CHECK(world.write<Done>({}, [&](Unit& unit) { return apply_member_changed(unit, MemberChanged{"p1", "imported-person", "accepted"}); }).ok());
}

TEST_CASE("an operator's file lets the first administrator in, and changes nothing afterwards", "[identity]") {
  World world;
  Bootstrap bootstrap;
  bootstrap.accounts.push_back({"", "admin@example.org", "", "Admin", "en", {{"administrator", "", ""}}, "", ""});
  const auto apply = [&] { return world.write<int>({}, [&](Unit& unit) { return apply_bootstrap(unit, *world.context, bootstrap); }); };
  CHECK(apply().value() == 1);
  CHECK(apply().value() == 0);
  CHECK(world.signed_in("admin@example.org").second_factor == SecondFactorState::not_set_up);
  bootstrap.accounts[0].email = "second@example.org";
  bootstrap.accounts[0].grants[0].role = "service";
  CHECK(apply().error().code == "BOOTSTRAP_INVALID");
}

TEST_CASE("I-27 an erased account is an id without anybody: no address, no session, no way in under the old one", "[identity]") {
  World world;
  const auto tokens = world.signed_in("leaves@example.org");
  const auto session = world.actor_of(tokens).session_id;
  SubjectErased news;
  news.erasure_id = "e1";
  news.subject = tokens.account_id;
  const auto hear = [&] {
    Event event;
    event.payload = codec::dump(news);
    REQUIRE(world.write<Done>({"selection", {"service"}, "", "en", "", {}}, [&](Unit& unit) { return erase_subject(unit, event); }).ok());
  };
  hear();   // an application alone: the account stays
  CHECK(world.account(tokens.account_id).details.email == "leaves@example.org");
  news.whole_person = true;
  hear();
  hear();   // told twice, done once
  const auto left = world.account(tokens.account_id);
  CHECK(left.state == AccountState::erased);
  CHECK(left.details.email.empty());
  CHECK(left.email_key.empty());
  CHECK(has(revoked(world), session));
  CHECK(world.signed_in("leaves@example.org").account_id != tokens.account_id);
  CHECK(world.as(admin, reinstate_account, WithReason{left.id, left.version, "no"}).error().code == "WRONG_STATE");
}

TEST_CASE("two administrators make a third: the role counts when both have given it", "[identity]") {
  World world;
  const auto id = world.signed_in("third@example.org").account_id;
  const auto version = [&] { return world.account(id).version; };
  const auto roles = [&] { return powers_of(world.account(id), true, "").roles; };
  for (const auto* role : {"administrator", "importer"}) {
    INFO(role);
    Actor other = admin;
    other.subject = "admin-2";
    REQUIRE(world.as(admin, grant_role, ChangeGrant{id, version(), role, "", ""}).ok());
    CHECK(!has(roles(), role));
    REQUIRE(world.as(admin, grant_role, ChangeGrant{id, version(), role, "", ""}).ok());   // saying it twice is not two people
    CHECK(!has(roles(), role));
    REQUIRE(world.as(other, grant_role, ChangeGrant{id, version(), role, "", ""}).ok());
    CHECK(has(roles(), role));
    CHECK(world.account(id).grants.back().confirmed_by == "admin-2");
    REQUIRE(world.as(admin, withdraw_role, ChangeGrant{id, version(), role, "", ""}).ok());   // one takes it back
    CHECK(!has(roles(), role));
  }
}
