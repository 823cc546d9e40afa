#include "platform/events/consumer.h"

#include <chrono>

#include "platform/log/log.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/codec.h"
#include "platform/rpc/errors.h"
#include "platform/rpc/feed.h"
#include "platform/telemetry/metrics.h"
#include "shopper/common/v1/events.pb.h"

namespace shopper::events {
namespace {
constexpr auto retry_pause = std::chrono::milliseconds(200);
constexpr int call_slack_ms = 5'000;
}  // namespace

Consumer::Consumer(store::Store& store, ConsumerOptions options, rpc::Clock clock)
    : store_(store), options_(std::move(options)), clock_(std::move(clock)), channel_(rpc::connect(options_.address, options_.upstream, options_.transport)) {}

Consumer::~Consumer() { stop(); }

void Consumer::on(const std::string& type, Reaction reaction) { reactions_[type] = std::move(reaction); }

void Consumer::start() {
  thread_ = std::thread([this] { run(); });
}

void Consumer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    if (in_flight_) in_flight_->TryCancel();
  }
  stop_signal_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Consumer::run() {
  for (;;) {
    const bool reached = pull_once();
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    // A peer that is down is tried again and again: catching up is the whole point of the feed.
    if (!reached) stop_signal_.wait_for(lock, retry_pause, [&] { return stopping_; });
    if (stopping_) return;
  }
}

bool Consumer::pull_once() {
  const auto cursor = store_.read<std::pair<std::string, std::int64_t>>([&](store::Db& db) -> Result<std::pair<std::string, std::int64_t>> {
    const auto row = db.one<std::string, std::int64_t>("select log_id, sequence from feed_cursor where upstream = :u", {options_.upstream});
    return row ? std::pair{std::get<0>(*row), std::get<1>(*row)} : std::pair{std::string{}, std::int64_t{0}};
  });
  if (!cursor.ok()) return false;   // without it, everything would be applied a second time
  const auto& [known_log, after] = *cursor;
  common::v1::PullRequest request;
  request.set_after(after);
  request.set_max(options_.batch_max);
  request.set_wait_ms(caught_up_ ? options_.wait_ms : 0);
  common::v1::PullResponse response;
  grpc::Status status;
  {
    grpc::ClientContext context;
    rpc::set_deadline(context, options_.wait_ms + call_slack_ms);
    Actor actor;
    actor.subject = options_.service;
    actor.roles = {rpc::service_role};
    context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(options_.internal_key, actor, rpc::system_clock()));
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return false;
      in_flight_ = &context;
    }
    status = rpc::call(*channel_, "/shopper.common.v1.EventFeed/Pull", context, request, response);
    std::lock_guard lock(mutex_);
    in_flight_ = nullptr;
  }
  if (!status.ok()) return false;
  if (!known_log.empty() && known_log != response.log_id()) {
    log::error("the upstream log is another one than before: restore this store from the same backup", {{"upstream", options_.upstream}});
    return false;
  }
  caught_up_ = true;
  auto& applied = telemetry::counter("shopper_events_applied_total", "Events applied", {{"upstream", options_.upstream}});
  if (response.events().empty()) return true;
  // One transaction for the batch: an event costs a fraction of a disk flush when we catch up.
  const auto result = store_.write<Done>([&](store::Db& db) -> Result<Done> {
    for (const auto& message : response.events()) {
      const Event event{message.sequence(), message.id(), message.type(), message.subject(), rpc::read_timestamp(message.at()), message.payload()};
      apply(db, event, response.log_id());
    }
    return Done{};
  });
  if (!result.ok()) {
    log::warn("events not applied yet", {{"upstream", options_.upstream}, {"code", result.error().code}});
    return false;
  }
  applied.add(static_cast<std::uint64_t>(response.events_size()));
  return true;
}

void Consumer::apply(store::Db& db, const Event& event, const std::string& log_id) {
  if (const auto found = reactions_.find(event.type); found != reactions_.end()) {
    Actor actor;
    actor.subject = options_.upstream;
    actor.roles = {rpc::service_role};
    // Deadlines and timelines follow the time of the fact, also when it is learnt late or was imported.
    Unit unit(db, event.at, actor);
    db.execute("savepoint reaction");
    const auto result = found->second(unit, event);
    if (!result.ok()) {
      db.execute("rollback to reaction");
      log::warn("event refused", {{"upstream", options_.upstream}, {"type", event.type}, {"code", result.error().code}});
      db.execute("insert into event_refusal (upstream, sequence, type, subject, code, at) values (:u, :n, :t, :s, :c, :a) on conflict do nothing",
                 {options_.upstream, event.sequence, event.type, event.subject, result.error().code, clock_().us});
    }
    db.execute("release reaction");
  }
  db.execute("insert into feed_cursor (upstream, log_id, sequence) values (:u, :l, :n) "
             "on conflict (upstream) do update set log_id = excluded.log_id, sequence = excluded.sequence",
             {options_.upstream, log_id, event.sequence});
}

}  // namespace shopper::events
