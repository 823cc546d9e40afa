// Identity on a real store with a clock of the test's own. A use case with a `prepare` runs as the binder runs it: prepare, then the transaction.
#pragma once

#include <catch2/catch.hpp>

#include "identity/usecases/bootstrap.h"
#include "identity/usecases/oauth.h"
#include "platform/crypto/totp.h"
#include "platform/jose/jwt.h"
#include "platform/store/store.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

namespace shopper::identity::testing {

class World {
 public:
  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Out> (*use_case)(Unit&, const In&), const In& in) {
    return write<Out>(actor, [&](Unit& unit) { return use_case(unit, in); });
  }
  template <class Out>
  Result<Out> write(const Actor& actor, const std::function<Result<Out>(Unit&)>& run) {
    return store.write<Out>([&](store::Db& db) {
      Unit unit(db, now, actor);
      return run(unit);
    });
  }
  Lookups lookups(const Actor& actor) {
    const auto run = [this, actor](const std::function<void(Unit&)>& work) {
      (void)store.write<Done>([&](store::Db& db) -> Result<Done> {
        Unit unit(db, now, actor);
        work(unit);
        return Done{};
      });
    };
    actor_ = actor;
    return {actor_, now, run, run};
  }
  template <class Case, class In>
  auto proven(const Case& use_case, In in, const Actor& actor = {}) -> decltype(use_case(std::declval<Unit&>(), in)) {
    const auto look = lookups(actor);
    if (auto prepared = use_case.prepare(look, in); !prepared.ok()) return prepared.error();
    using Out = std::remove_cvref_t<decltype(*use_case(std::declval<Unit&>(), in))>;
    return write<Out>(actor, [&](Unit& unit) { return use_case(unit, in); });
  }

  // The code of the newest message.
  std::string sent_code() {
    return *store.read<std::string>([](store::Db& db) -> Result<std::string> {
      const auto all = waiting_messages(db, 100);
      if (all.empty()) return std::string();
      const auto at = all.back().body.find_first_of("0123456789");
      return all.back().body.substr(at, 6);
    });
  }
  // How many records of that action the audit log has, for that reason.
  std::int64_t audited(const std::string& action, const std::string& reason) {
    return *store.read<std::int64_t>([&](store::Db& db) -> Result<std::int64_t> {
      return db.one<std::int64_t>("select count(*) from audit where action = '" + action + "' and reason = '" + reason + "'").value();
    });
  }
  std::size_t messages() {
    return *store.read<std::size_t>([](store::Db& db) -> Result<std::size_t> { return waiting_messages(db, 1000).size(); });
  }
  void request_code(const std::string& login) {
    REQUIRE(write<CodeRequested>({}, [&](Unit& unit) { return RequestCodeCase{context}(unit, {login}); }).ok());
  }
  Result<Tokens> sign_in(const SignIn& in) { return proven(SignInCase{context}, in); }
  // By a code; the account is made when there is none.
  Tokens signed_in(const std::string& login) {
    now.us += 2 * minute_us;
    request_code(login);
    SignIn in;
    in.login = login;
    in.code = sent_code();
    const auto tokens = sign_in(in);
    REQUIRE(tokens.ok());
    return *tokens;
  }
  nlohmann::json claims(const std::string& token) {
    const auto keys = *store.write<std::string>([&](store::Db& db) -> Result<std::string> {
      Unit unit(db, now, {});
      return key_set(unit);
    });
    const auto payload = jose::verify_jwt(token, jose::KeySet::parse(keys), {"https://shopper.test", "shopper-api", std::chrono::hours(1), {"at+jwt"}}, now.us / 1'000'000);
    REQUIRE(payload.ok());
    return *payload;
  }
  Actor actor_of(const Tokens& tokens) {
    const auto said = claims(tokens.access_token);
    Actor actor;
    actor.subject = said["sub"];
    actor.roles = said["roles"].get<std::vector<std::string>>();
    actor.session_id = said["sid"];
    return actor;
  }
  std::string totp(const std::string& secret) const { return crypto::totp_code(secret, now.us / 1'000'000 / crypto::totp_step_s); }
  static Actor administrator() { return {"admin-1", {"administrator"}, "", "en", "", {}}; }
  Account account(const std::string& id) {
    return *store.read<Account>([&](store::Db& db) -> Result<Account> { return *db.find<Account>("id = :i", {id}); });
  }

  Instant now = *Instant::parse("2026-03-01T09:00:00Z");
  shopper::testing::TemporaryDirectory directory;
  store::Store store{[&] {
    store::StoreOptions options;
    options.url = directory.url("identity.db");
    options.component = "identity";
    options.migrations = migrations();
    options.keys = shopper::testing::service_keys();
    return options;
  }()};
  const std::shared_ptr<Context> context = std::make_shared<Context>(crypto::random_key(), "https://shopper.test");

 private:
  Actor actor_;
};

}  // namespace shopper::identity::testing
