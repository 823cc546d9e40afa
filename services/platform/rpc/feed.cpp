#include "platform/rpc/feed.h"

#include <filesystem>

#include "platform/log/log.h"
#include "platform/rpc/codec.h"
#include "platform/store/snapshot.h"
#include "platform/telemetry/metrics.h"
#include "shopper/common/v1/events.pb.h"
#include "shopper/common/v1/operations.pb.h"

namespace shopper::rpc {
namespace {

namespace pb = shopper::common::v1;

constexpr int pull_max = 500;
constexpr int pull_wait_ms_max = 20'000;

Result<Done> only_services(const Call& call) {
  if (!call.actor.has_role(service_role)) return errors::forbidden();
  return Done{};
}

std::int64_t size_of(const std::string& path) {
  std::error_code none;
  const auto bytes = std::filesystem::file_size(path, none);
  return none ? 0 : static_cast<std::int64_t>(bytes);
}

// How far each feed has been applied.
Result<std::vector<std::tuple<std::string, std::int64_t>>> cursors_of(store::Store& store) {
  using Cursors = std::vector<std::tuple<std::string, std::int64_t>>;
  return store.read<Cursors>([](store::Db& db) -> Result<Cursors> { return db.all<std::string, std::int64_t>("select upstream, sequence from feed_cursor"); });
}

// What is only known when somebody asks.
void measure(store::Store& store) {
  telemetry::gauge("shopper_store_healthy", "1 while the last commit worked, 0 otherwise").set(store.healthy() ? 1 : 0);
  telemetry::gauge("shopper_feed_last_sequence", "The last event this service told").set(store.last_sequence());
  (void)store.read<Done>([](store::Db& db) -> Result<Done> {
    telemetry::gauge("shopper_store_bytes", "Size of the store's file").set(size_of(db.path()));
    telemetry::gauge("shopper_store_wal_bytes", "Size of the store's write-ahead log").set(size_of(db.path() + "-wal"));
    std::error_code none;
    if (const auto space = std::filesystem::space(std::filesystem::path(db.path()).parent_path(), none); !none)
      telemetry::gauge("shopper_store_disk_free_bytes", "Room left on the store's disk").set(static_cast<std::int64_t>(space.available));
    telemetry::gauge("shopper_backup_timestamp_seconds", "When the last backup of this store was completed; 0: never").set(store::last_backup(db).us / 1'000'000);
    return Done{};
  });
}

}  // namespace

void serve_feed(Server& server, store::Store& store, Callers readers) {
  server.add("/shopper.common.v1.EventFeed/Pull", [&store](Call& call, const std::string& bytes) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    pb::PullRequest request;
    request.ParseFromString(bytes);
    store.wait_for_sequence_after(request.after(), std::clamp(request.wait_ms(), 0, pull_wait_ms_max));
    return store.read<std::string>([&](store::Db& db) -> Result<std::string> {
      pb::PullResponse response;
      response.set_log_id(store.log_id());
      const std::int64_t limit = std::clamp(request.max(), 1, pull_max);
      for (auto& [sequence, id, type, subject, at, payload, traceparent] :
           db.all<std::int64_t, std::string, std::string, std::string, std::int64_t, std::string, std::string>(
               "select sequence, id, type, subject, at, payload, traceparent from outbox where sequence > :s order by sequence limit :n",
               {request.after(), limit})) {
        auto& event = *response.add_events();
        event.set_sequence(sequence);
        event.set_id(id);
        event.set_type(type);
        event.set_subject(subject);
        write_timestamp(*event.mutable_at(), Instant{at});
        event.set_payload(payload);
        event.set_traceparent(traceparent);
      }
      response.set_last_sequence(store::last_sequence(db));
      return response.SerializeAsString();
    });
  }, std::move(readers));
}

void serve_operations(Server& server, store::Store& store, OperationsSource source) {
  telemetry::gauge("shopper_build_info", "Which program this is", {{"version", source.version}}).set(1);
  const auto add = [&server](const std::string& method, Handler handler) {
    server.add("/shopper.common.v1.Operations/" + method, std::move(handler), callers_of("shopper.common.v1.Operations." + method));
  };
  add("Metrics", [&server, &store, service = source.service](Call& call, const std::string&) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    measure(store);
    measure_certificate(server.transport());
    pb::MetricsResponse response;
    response.set_text(telemetry::exposition({{"service", service}}));
    return response.SerializeAsString();
  });
  add("Ready", [&server, &store, source](Call& call, const std::string&) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    if (!source.started() || !store.healthy() || server.draining())
      return refuse(ErrorKind::unavailable, "NOT_READY", {"الخدمة غير جاهزة بعد", "The service is not ready"});
    pb::ReadyResponse response;
    response.set_service(source.service);
    response.set_version(source.version);
    response.set_last_sequence(store.last_sequence());
    SHOPPER_TRY(const auto cursors, cursors_of(store));
    for (const auto& [upstream, sequence] : cursors) (*response.mutable_cursors())[upstream] = sequence;
    return response.SerializeAsString();
  });
  const auto status = [&server, &store, source]() -> Result<std::string> {
    pb::StatusResponse response;
    response.set_service(source.service);
    response.set_version(source.version);
    response.set_ready(source.started() && store.healthy());
    response.set_draining(server.draining());
    response.set_calls_in_progress(server.calls_in_progress());   // before the sequence: what they tell is then counted
    response.set_last_sequence(store.last_sequence());
    for (const auto& upstream : source.upstreams()) (*response.mutable_cursors())[upstream] = 0;
    SHOPPER_TRY(const auto cursors, cursors_of(store));
    for (const auto& [upstream, sequence] : cursors) (*response.mutable_cursors())[upstream] = sequence;
    if (const auto end_s = server.transport().certificate_end_s()) response.set_certificate_ends_at_s(*end_s);
    return response.SerializeAsString();
  };
  add("Status", [status](Call& call, const std::string&) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    return status();
  });
  add("Drain", [&server, status](Call& call, const std::string& bytes) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    pb::DrainRequest request;
    if (!request.ParseFromString(bytes)) return refuse(ErrorKind::malformed, "MALFORMED", {"طلب غير مفهوم", "The request cannot be understood"});
    if (server.draining() != request.on()) log::info(request.on() ? "no more calls are let in" : "calls are let in again", {{"by", call.actor.subject}});
    server.drain(request.on());
    return status();
  });
}

}  // namespace shopper::rpc
