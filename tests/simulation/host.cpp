#include "tests/simulation/host.h"

#include "evaluation/events/events.h"
#include "evaluation/rpc/rpc.h"
#include "evaluation/store/evaluation_store.h"
#include "evaluation/usecases/assignments.h"
#include "identity/events/events.h"
#include "identity/rpc/bindings.h"
#include "identity/store/identity_store.h"
#include "platform/rpc/feed.h"
#include "recommendation/events/reactions.h"
#include "recommendation/rpc/bindings.h"
#include "recommendation/store/recommendation_store.h"
#include "registration/events/reactions.h"
#include "registration/rpc/bindings.h"
#include "registration/store/registration_store.h"
#include "selection/events/reactions.h"
#include "selection/rpc/bindings.h"
#include "selection/store/selection_store.h"
#include "tests/support/temporary.h"

namespace shopper::simulation {
namespace {

constexpr int idle_queue = 4096;

const shopper::testing::TemporaryDirectory& lock_files() {
  static const shopper::testing::TemporaryDirectory one;   // all else lies on the simulated disk
  return one;
}

crypto::Key key_of(const std::string& purpose) { return crypto::derive(crypto::Key{}, purpose); }

std::shared_ptr<const crypto::ServiceKeys> service_keys() {
  static const auto keys = std::make_shared<const crypto::ServiceKeys>(
      crypto::KeyRing::parse("simulation 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f current\n"));
  return keys;
}

std::vector<store::Migration> migrations_of(const std::string& service) {
  if (service == "registration") return registration::migrations();
  if (service == "selection") return selection::migrations();
  if (service == "evaluation") return evaluation::migrations();
  if (service == "recommendation") return recommendation::migrations();
  return identity::migrations();
}

store::StoreOptions store_options(const std::string& service) {
  return {lock_files().url(service + ".db"), service, migrations_of(service), service_keys(), key_of("audit " + service), 64, idle_queue, 8};
}

}  // namespace

const char* proto_service_of(const std::string& service) {
  if (service == "registration") return "shopper.registration.v1.Registration";
  if (service == "selection") return "shopper.selection.v1.Selection";
  if (service == "evaluation") return "shopper.evaluation.v1.Evaluations";
  if (service == "recommendation") return "shopper.recommendation.v1.Recommendation";
  return "shopper.identity.v1.Identity";
}

WatchedConsumer::WatchedConsumer(store::Store& store, const std::string& upstream, const std::string& reader, rpc::Clock clock, Sabotage sabotage)
    : Consumer(store, {upstream, "", reader, {}, 100, 0}, std::move(clock)), upstream_(upstream), sabotage_(sabotage) {}

void WatchedConsumer::apply(store::Db& db, const Event& event, const std::string& log_id) {
  const bool skipped = sabotage_ == Sabotage::event_skipped && event.sequence % 7 == 0;
  auto told = event;
  if (skipped) told.type = "nothing.happened";
  const auto before = db.one<std::int64_t>("select sequence from feed_cursor where upstream = :u", {upstream_});
  Consumer::apply(db, told, log_id);
  db.execute("insert into simulation_applied (upstream, sequence) values (:u, :s)", {upstream_, event.sequence});
  if (sabotage_ != Sabotage::cursor_apart || !before) return;
  db.execute("update feed_cursor set sequence = :s where upstream = :u", {*before, upstream_});
  db.execute("commit");
  db.execute("begin immediate");
  db.execute("update feed_cursor set sequence = :s where upstream = :u", {event.sequence, upstream_});
}

Host::Host(const std::string& name, Clock clock, Sabotage sabotage) : service(name), store(store_options(name)) {
  for (const auto& line : feed_lines)
    if (line.reader == service) consumers[line.upstream] = std::make_unique<WatchedConsumer>(store, line.upstream, service, clock, sabotage);
  wire(clock);
  rpc::serve_feed(server, store);
}

void Host::wire(Clock clock) {
  auto& bind = *binders_.emplace_back(std::make_unique<rpc::Binder>(server, store, proto_service_of(service), clock));
  const auto personal_key = key_of("persons");
  if (service == "registration") {
    registration::bind_operations(bind, personal_key);
    registration::react_to_selection(consume("selection"));
    for (const auto* upstream : {"identity", "evaluation", "recommendation"}) registration::collect_erasures(consume(upstream));
  } else if (service == "selection") {
    selection::bind_operations(bind);
    selection::react_to_registration(consume("registration"));
  } else if (service == "evaluation") {
    evaluation_.pseudonym_key = crypto::derive(personal_key, "evaluation pseudonyms");
    evaluation::bind_catalogue(bind);
    evaluation::bind_forms(bind);
    evaluation::bind_assignments(bind);
    evaluation::bind_evaluations(bind, evaluation_);
    evaluation::react_to_selection(consume("selection"));
    evaluation::react_to_recommendation(consume("recommendation"), evaluation_);
    tasks.emplace_back("assignment sweep", [](Unit& unit) -> Result<Done> {
      SHOPPER_CHECK(evaluation::sweep_assignments(unit, {}));
      return Done{};
    });
  } else if (service == "recommendation") {
    // Entities are shown every result at once: what they see when is none of the simulation's questions.
    const recommendation::Disclosure disclosure{1, 1, recommendation::DisclosurePeriod::none};
    recommendation::bind_operations(bind);
    recommendation::react_to_registration(consume("registration"));
    recommendation::react_to_evaluation(consume("evaluation"), disclosure);
  } else {
    identity_ = std::make_shared<identity::Context>(personal_key, "https://shopper.test");
    identity::bind_accounts(bind, identity_);
    identity::react_to_selection(consume("selection"));
    identity::react_to_evaluation(consume("evaluation"));
  }
}

}  // namespace shopper::simulation
