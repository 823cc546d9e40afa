#include "platform/events/consumer.h"

#include <chrono>

#include "platform/fault/fail_point.h"
#include "platform/log/log.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/codec.h"
#include "platform/rpc/errors.h"
#include "platform/rpc/feed.h"
#include "platform/telemetry/metrics.h"
#include "platform/trace/span.h"
#include "shopper/common/v1/events.pb.h"

namespace shopper::events {
namespace {
constexpr auto retry_pause = std::chrono::milliseconds(200);
constexpr int call_slack_ms = 5'000;

std::int64_t now_s() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }
}  // namespace

// What alerts need to know of a feed that stands still: whether its upstream answers, and whether we keep up with it.
struct Consumer::Meters {
  explicit Meters(const std::string& upstream)
      : applied(telemetry::counter("shopper_events_applied_total", "Events applied", {{"upstream", upstream}})),
        refused(telemetry::counter("shopper_events_refused_total", "Events that our rules refused; kept in event_refusal", {{"upstream", upstream}})),
        behind(telemetry::gauge("shopper_feed_events_behind", "Events told by the upstream and not applied here yet", {{"upstream", upstream}})),
        answered_at(telemetry::gauge("shopper_feed_answered_timestamp_seconds", "When the upstream last answered", {{"upstream", upstream}})),
        caught_up_at(telemetry::gauge("shopper_feed_caught_up_timestamp_seconds", "When everything the upstream had told was last applied", {{"upstream", upstream}})) {
    answered_at.set(now_s());
    caught_up_at.set(now_s());
  }
  telemetry::Counter& applied;
  telemetry::Counter& refused;
  telemetry::Gauge& behind;
  telemetry::Gauge& answered_at;
  telemetry::Gauge& caught_up_at;
};

Consumer::Consumer(store::Store& store, ConsumerOptions options, rpc::Clock clock)
    : store_(store), options_(std::move(options)), clock_(std::move(clock)),
      meters_(std::make_unique<Meters>(options_.upstream)) {}

Consumer::~Consumer() { stop(); }

void Consumer::on(const std::string& type, Reaction reaction) { reactions_[type] = std::move(reaction); }

void Consumer::start() {
  channel_ = rpc::connect(options_.address, options_.upstream, options_.transport);
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

void Consumer::pause(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  paused_until_ = until;
  stop_signal_.notify_all();
  if (paused()) stop_signal_.wait(lock, [&] { return !applying_; });
}

void Consumer::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      while (paused() && !stopping_) stop_signal_.wait_until(lock, paused_until_);
      if (stopping_) return;
    }
    const bool reached = pull_once();
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    // A peer that is down is tried again and again: catching up is the whole point of the feed.
    if (!reached) stop_signal_.wait_for(lock, retry_pause, [&] { return stopping_; });
    if (stopping_) return;
  }
}

std::optional<common::v1::PullRequest> Consumer::next_request() {
  const auto cursor = store_.read<std::pair<std::string, std::int64_t>>([&](store::Db& db) -> Result<std::pair<std::string, std::int64_t>> {
    const auto row = db.one<std::string, std::int64_t>("select log_id, sequence from feed_cursor where upstream = :u", {options_.upstream});
    return row ? std::pair{std::get<0>(*row), std::get<1>(*row)} : std::pair{std::string{}, std::int64_t{0}};
  });
  if (!cursor.ok()) return std::nullopt;   // without it, everything would be applied a second time
  known_log_ = cursor->first;
  common::v1::PullRequest request;
  request.set_after(cursor->second);
  request.set_max(options_.batch_max);
  request.set_wait_ms(caught_up_ ? options_.wait_ms : 0);
  return request;
}

bool Consumer::pull_once() {
  const auto request = next_request();
  if (!request) return false;
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
    status = rpc::call(*channel_, "/shopper.common.v1.EventFeed/Pull", context, *request, response);
    std::lock_guard lock(mutex_);
    in_flight_ = nullptr;
  }
  return status.ok() && take(*request, response);
}

bool Consumer::take(const common::v1::PullRequest& request, const common::v1::PullResponse& response) {
  if (!known_log_.empty() && known_log_ != response.log_id()) {
    log::error("the upstream log is another one than before: restore this store from the same backup", {{"upstream", options_.upstream}});
    return false;
  }
  if (response.events().empty() && request.after() > response.last_sequence()) {
    log::error("the upstream has lost events that were applied here: restore this store from the same backup", {{"upstream", options_.upstream}});
    return false;
  }
  caught_up_ = true;
  meters_->answered_at.set(now_s());
  const auto told = [&](std::int64_t applied) {
    meters_->behind.set(std::max<std::int64_t>(0, response.last_sequence() - applied));
    if (applied >= response.last_sequence()) meters_->caught_up_at.set(now_s());
  };
  told(request.after());
  if (response.events().empty()) return true;
  {
    std::lock_guard lock(mutex_);
    if (paused() || stopping_) return true;   // it is pulled again afterwards
    applying_ = true;
  }
  fault::fail_point("feed.pulled", options_.upstream);
  // One transaction for the batch: an event costs a fraction of a disk flush when we catch up.
  const auto result = store_.write<Done>([&](store::Db& db) -> Result<Done> {
    for (const auto& message : response.events()) {
      const trace::Scope request(message.traceparent());
      const Event event{message.sequence(), message.id(), message.type(), message.subject(), rpc::read_timestamp(message.at()), message.payload()};
      apply(db, event, response.log_id());
    }
    return Done{};
  });
  fault::fail_point("feed.durable", options_.upstream);
  {
    std::lock_guard lock(mutex_);
    applying_ = false;
  }
  stop_signal_.notify_all();
  if (!result.ok()) {
    log::warn("events not applied yet", {{"upstream", options_.upstream}, {"code", result.error().code}});
    return false;
  }
  meters_->applied.add(static_cast<std::uint64_t>(response.events_size()));
  told(response.events(response.events_size() - 1).sequence());
  return true;
}

void Consumer::apply(store::Db& db, const Event& event, const std::string& log_id) {
  if (const auto found = reactions_.find(event.type); found != reactions_.end()) {
    trace::Span span(trace::Kind::consumer, "react " + event.type, trace::current());
    span.set("shopper.upstream", options_.upstream);
    const trace::Scope reacting(span.traceparent());
    if (log::debug_enabled()) log::debug("event", {{"upstream", options_.upstream}, {"type", event.type}});
    Actor actor;
    actor.subject = options_.upstream;
    actor.roles = {rpc::service_role};
    // Deadlines and timelines follow the time of the fact, also when it is learnt late or was imported.
    Unit unit(db, event.at, actor, std::string(trace::current()));
    db.execute("savepoint reaction");
    fault::fail_point("feed.reacting", event.type);
    const auto result = found->second(unit, event);
    fault::fail_point("feed.reacted", event.type);
    if (!result.ok()) {
      db.execute("rollback to reaction");
      meters_->refused.add();
      span.fail();
      log::warn("event refused", {{"upstream", options_.upstream}, {"type", event.type}, {"code", result.error().code}});
      db.execute("insert into event_refusal (upstream, sequence, type, subject, code, at) values (:u, :n, :t, :s, :c, :a) on conflict do nothing",
                 {options_.upstream, event.sequence, event.type, event.subject, result.error().code, clock_().us});
    }
    db.execute("release reaction");
  }
  db.execute("insert into feed_cursor (upstream, log_id, sequence) values (:u, :l, :n) "
             "on conflict (upstream) do update set log_id = excluded.log_id, sequence = excluded.sequence",
             {options_.upstream, log_id, event.sequence});
  fault::fail_point("feed.moved", event.type);
}

}  // namespace shopper::events
