#include <catch2/catch.hpp>

#include "tests/faults/simulated/trial.h"
#include "tests/identity/world.h"

using namespace shopper;
using namespace shopper::identity;
using identity::testing::World;

namespace {

struct Identity : shopper::testing::Service {
  std::string name() const override { return "identity"; }
  std::vector<store::Migration> migrations() const override { return identity::migrations(); }
  void furnish() override { (void)World().signed_in("first@example.org"); }   // makes the signing keys
  void act(shopper::testing::Bench& bench, int number) override {
    const auto who = "person-" + std::to_string(number);
    PutAccount account;
    account.id = crypto::named_uuid(who);
    account.email = who + "@example.org";
    account.name = who;
    const auto made = bench.run(World::administrator(), [&](Unit& unit) { return PutAccountCase{context}(unit, account); });
    if (!made.ok()) return;
    if (!bench.run(World::administrator(), [&](Unit& unit) { return grant_role(unit, {account.id, made->version, "reviewer", "p1", ""}); }).ok()) return;
    if (!bench.run(Actor{}, [&](Unit& unit) { return RequestCodeCase{context}(unit, {account.email}); }).ok()) return;
    const auto code = bench.store().read<std::string>([&](store::Db& db) -> Result<std::string> {
      const auto body = waiting_messages(db, 1'000'000).back().body;
      return body.substr(body.find_first_of("0123456789"), 6);
    });
    if (!code.ok()) throw store::StorageFailure(code.error().code);
    SignIn in;
    in.login = account.email;
    in.code = *code;
    const Actor nobody;
    const SignInCase sign_in{context};
    if (sign_in.prepare(bench.lookups(nobody), in).ok()) (void)bench.run(nobody, [&](Unit& unit) { return sign_in(unit, in); });
  }
  const std::shared_ptr<Context> context = std::make_shared<Context>(crypto::random_key(), "https://shopper.test");
};

}  // namespace

TEST_CASE("identity loses nothing in power cuts", "[cuts]") {
  Identity service;
  shopper::testing::survive_power_cuts(service);
}
TEST_CASE("identity refuses cleanly while calls of its disk fail", "[calls]") {
  Identity service;
  shopper::testing::survive_failing_calls(service);
}
