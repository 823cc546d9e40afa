#include "platform/lifecycle/service_main.h"

#include <malloc.h>

#include <atomic>
#include <cstdio>
#include <cstring>

#include "platform/crypto/sign.h"
#include "platform/fault/fail_point.h"
#include "platform/lifecycle/schema_command.h"
#include "platform/lifecycle/signals.h"
#include "platform/log/log.h"
#include "platform/otlp/exporter.h"
#include "platform/rpc/audit.h"
#include "platform/rpc/feed.h"
#include "platform/telemetry/metrics.h"

namespace shopper {
namespace {

constexpr int drain_grace_ms = 10'000;
constexpr auto rewrap_interval = std::chrono::seconds(1);
constexpr auto checkpoint_interval = std::chrono::seconds(5);   // how often it is looked whether one is due
constexpr const char* checkpoint_event = "audit.checkpoint";
constexpr auto forget_interval = std::chrono::seconds(60);
constexpr auto abandoned_snapshots_interval = std::chrono::seconds(10);
constexpr int forget_batch = 1'000;
constexpr std::int64_t idempotency_lifetime_us = 7LL * 24 * 3600 * 1'000'000;
constexpr int rewrap_batch = 500;   // some 20 ms of the writer

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// Rotation of service keys while everything runs: a new ring is taken up when its file changes, and data keys follow in small steps.
Result<Done> rewrap_data_keys(Unit& unit, crypto::ServiceKeys& keys) {
  static auto& rewrapped = telemetry::counter("shopper_data_keys_rewrapped_total", "Data keys wrapped anew under the current service key");
  try {
    if (keys.reload(unit.db.vault().keys_in_use())) log::info("service keys read again", {{"current", keys.ring()->current_id()}});
  } catch (const std::exception& failure) {
    log::error("service keys not read again", {{"reason", failure.what()}});
  }
  const int count = unit.db.vault().rewrap(rewrap_batch);
  if (count == 0) return Done{};
  rewrapped.add(static_cast<std::uint64_t>(count));
  fault::fail_point("keys.rewrapped");
  if (count < rewrap_batch) unit.audit("KeysRewrapped", keys.ring()->current_id(), unit.now);
  return Done{};
}

// A checkpoint goes where this service cannot reach it any more: to those who read its events, and to the log.
Result<Done> seal_audit(Unit& unit, const std::string& service, const crypto::Key& seed) {
  const auto checkpoint = store::due_checkpoint(unit.db, service, seed, unit.now);
  if (!checkpoint) return Done{};
  fault::fail_point("checkpoint.signed");
  unit.emit(checkpoint_event, service, *checkpoint);
  log::info("audit checkpoint", {{"log_id", checkpoint->log_id}, {"sequence", std::to_string(checkpoint->sequence)}, {"hash", checkpoint->hash}, {"signature", checkpoint->signature}});
  return Done{};
}

// Whoever repeats a request after that long makes it anew (docs/LIMITS.md).
Result<Done> forget_old_answers(Unit& unit) {
  unit.db.execute("delete from idempotency where (scope, key) in (select scope, key from idempotency where at < :a limit :n)",
                  {unit.now.us - idempotency_lifetime_us, std::int64_t{forget_batch}});
  return Done{};
}

}  // namespace

ServiceHost::ServiceHost(Config& settings, rpc::Server& rpc_server, store::Store& service_store, const rpc::ServerOptions& options, const crypto::Key& audit_key, std::string service)
    : config(settings), server(rpc_server), store(service_store), internal_key(options.internal_key), transport(options.transport), audit_key_(audit_key), service_(std::move(service)),
      snapshots_(rpc_server, service_store, {service_, suite_version, audit_key, [this](auto until) {
        for (auto& consumer : consumers_) consumer->pause(until);
      }}) {
  beside(abandoned_snapshots_interval, [this] { snapshots_.drop_abandoned(); });
}

events::Consumer& ServiceHost::consume(const std::string& upstream) {
  events::ConsumerOptions options;
  options.upstream = upstream;
  options.address = config.required("SHOPPER_" + upper(upstream) + "_ADDRESS", "where the service " + upstream + " listens");
  options.service = service_;
  options.internal_key = internal_key;
  options.transport = transport;
  upstreams_.push_back(upstream);
  auto& consumer = *consumers_.emplace_back(std::make_unique<events::Consumer>(store, std::move(options)));
  consumer.on(checkpoint_event, [upstream](Unit& unit, const Event& event) -> Result<Done> {
    const auto checkpoint = event.as<audit::Checkpoint>();
    if (checkpoint.service != upstream) return errors::forbidden();   // each speaks for its own log
    return store::keep_checkpoint(unit.db, checkpoint, rpc::system_clock());
  });
  return consumer;
}

void ServiceHost::every(std::chrono::seconds interval, std::string name, std::function<Result<Done>(Unit&)> task) {
  tasks_.push_back({interval, [this, name = std::move(name), task = std::move(task)] {
                      if (server.draining()) return;   // nothing new begins
                      if (const auto result = in_transaction(task); !result.ok()) log::warn("background task failed", {{"task", name}, {"code", result.error().code}});
                    }});
}

void ServiceHost::beside(std::chrono::milliseconds interval, std::function<void()> work) { tasks_.push_back({interval, std::move(work)}); }

void ServiceHost::at_start(std::function<Result<Done>(Unit&)> task) { start_tasks_.push_back(std::move(task)); }

void ServiceHost::run_start_tasks() {
  for (const auto& task : start_tasks_)
    if (const auto result = in_transaction(task); !result.ok()) throw std::runtime_error(result.error().code + ": " + result.error().text.en);
}

Result<Done> ServiceHost::in_transaction(const std::function<Result<Done>(Unit&)>& task) {
  Actor actor;
  actor.subject = service_;
  actor.roles = {rpc::service_role};
  return store.write<Done>([&](store::Db& db) {
    Unit unit(db, rpc::system_clock(), actor);
    return task(unit);
  });
}

void ServiceHost::start_background() {
  for (auto& consumer : consumers_) consumer->start();
  for (const auto& task : tasks_) task_threads_.emplace_back([this, &task] { run_task(task); });
}

void ServiceHost::stop_background() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_signal_.notify_all();
  for (auto& consumer : consumers_) consumer->stop();
  for (auto& thread : task_threads_) thread.join();
  task_threads_.clear();
}

void ServiceHost::run_task(const Task& task) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (stop_signal_.wait_for(lock, task.interval, [&] { return stopping_; })) return;
    }
    task.run();
  }
}

rpc::Callers ServiceHost::feed_readers() const {
  rpc::Callers readers;
  for (const auto& service : proto_services_) readers.merge(rpc::feed_readers_of(service));
  return readers;
}

rpc::Binder& ServiceHost::bind(const std::string& proto_service) {
  proto_services_.push_back(proto_service);
  auto& binder = *binders_.emplace_back(std::make_unique<rpc::Binder>(server, store, proto_service));
  if (rpc::has_audit(proto_service)) rpc::bind_audit(binder, service_, audit_key_);
  return binder;
}

int run_service(int argc, char** argv, const ServiceDescription& description) {
  if (const auto code = run_schema_command(argc, argv, description)) return *code;
  const SignalWaiter signals;   // before any thread starts, so that all inherit the mask
  // Few arenas: dozens of mostly waiting threads must not each keep a heap of their own.
  ::mallopt(M_ARENA_MAX, 2);
  try {
    Config config;
    log::start(description.name, suite_version, config.text("SHOPPER_LOG_LEVEL", "info", "debug, info, warn or error"));
    fault::arm_fail_points(config);
    const bool print_only = argc > 1 && std::strcmp(argv[1], "--print-config") == 0;
    store::StoreOptions store_options;
    store_options.url = config.required("SHOPPER_STORE", "URL of the store, sqlite:///path");
    store_options.component = description.name;
    store_options.migrations = description.migrations;
    rpc::ServerOptions server_options;
    server_options.address = config.required("SHOPPER_LISTEN", "unix:/path or host:port to listen on");
    server_options.workers = config.number("SHOPPER_WORKERS", 64, 1, 512, "calls in progress at once");
    server_options.queue_max = config.number("SHOPPER_QUEUE", 512, 1, 100'000, "calls waiting for a worker");
    server_options.internal_key = crypto::read_key_file(config.required("SHOPPER_INTERNAL_KEY_FILE", "file with the key all services of the suite share"));
    server_options.transport = rpc::Transport::configured(config, description.name);

    const auto service_keys = std::make_shared<crypto::ServiceKeys>(
        config.required("SHOPPER_SERVICE_KEYS_FILE", "file with the keys that wrap this service's data keys: lines KEYID HEX64 [current]"));
    store_options.keys = service_keys;
    const auto audit_key = crypto::read_key_file(config.required("SHOPPER_AUDIT_KEY_FILE", "file with the key that signs this service's audit log (an Ed25519 seed)"));
    store_options.audit_key = audit_key;

    const auto traces = otlp::configured(config, description.name, suite_version, false);
    std::unique_ptr<otlp::Exporter> exporter;   // outlives whoever makes spans
    store::Store store(std::move(store_options));
    rpc::Server server(server_options);
    ServiceHost host(config, server, store, server_options, audit_key, description.name);
    std::atomic<bool> ready{false};
    rpc::serve_operations(server, store, {description.name, suite_version, [&] { return ready.load(); }, [&] { return host.upstreams(); }});
    host.every(rewrap_interval, "rewrap data keys", [service_keys](Unit& unit) { return rewrap_data_keys(unit, *service_keys); });
    host.every(forget_interval, "forget old answers", forget_old_answers);
    host.every(checkpoint_interval, "audit checkpoint", [&](Unit& unit) { return seal_audit(unit, description.name, audit_key); });
    description.wire(host);
    rpc::serve_feed(server, store, host.feed_readers());
    config.check();
    if (print_only) {
      std::fputs(config.describe().c_str(), stdout);
      return 0;
    }
    if (traces) exporter = std::make_unique<otlp::Exporter>(*traces);
    host.run_start_tasks();
    server.start();
    host.start_background();
    ready = true;
    server.set_serving(true);
    log::info("ready", {{"address", server_options.address}, {"audit_public_key", crypto::public_key_hex(audit_key)}});

    const int signal = signals.wait();
    log::info("draining", {{"signal", ::strsignal(signal)}});
    ready = false;
    server.set_serving(false);
    host.stop_background();
    store.end_waits();
    server.stop(drain_grace_ms);
    store.stop();
    if (exporter) exporter->stop();
    log::info("stopped");
    log::flush();
    return 0;
  } catch (const std::exception& failure) {
    log::error("cannot start", {{"reason", failure.what()}});
    log::flush();
    return exit_config;
  }
}

}  // namespace shopper
