#include "platform/rpc/feed.h"

#include "platform/rpc/codec.h"
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
      for (auto& [sequence, id, type, subject, at, payload] :
           db.all<std::int64_t, std::string, std::string, std::string, std::int64_t, std::string>(
               "select sequence, id, type, subject, at, payload from outbox where sequence > :s order by sequence limit :n",
               {request.after(), limit})) {
        auto& event = *response.add_events();
        event.set_sequence(sequence);
        event.set_id(id);
        event.set_type(type);
        event.set_subject(subject);
        write_timestamp(*event.mutable_at(), Instant{at});
        event.set_payload(payload);
      }
      return response.SerializeAsString();
    });
  }, std::move(readers));
}

void serve_operations(Server& server, store::Store& store, const std::string& service, const std::string& version, std::function<bool()> ready) {
  server.add("/shopper.common.v1.Operations/Metrics", [service](Call& call, const std::string&) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    pb::MetricsResponse response;
    response.set_text(telemetry::exposition({{"service", service}}));
    return response.SerializeAsString();
  }, callers_of("shopper.common.v1.Operations.Metrics"));
  server.add("/shopper.common.v1.Operations/Ready", [&store, service, version, ready](Call& call, const std::string&) -> Result<std::string> {
    SHOPPER_CHECK(only_services(call));
    if (!ready() || !store.healthy())
      return refuse(ErrorKind::unavailable, "NOT_READY", {"الخدمة غير جاهزة بعد", "The service is not ready"});
    return store.read<std::string>([&](store::Db& db) -> Result<std::string> {
      pb::ReadyResponse response;
      response.set_service(service);
      response.set_version(version);
      response.set_last_sequence(store.last_sequence());
      for (const auto& [upstream, sequence] : db.all<std::string, std::int64_t>("select upstream, sequence from feed_cursor"))
        (*response.mutable_cursors())[upstream] = sequence;
      return response.SerializeAsString();
    });
  }, callers_of("shopper.common.v1.Operations.Ready"));
}

}  // namespace shopper::rpc
