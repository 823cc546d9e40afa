// The life of a service process: settings, log, store, server, consumers, readiness, drain. main.cpp only says what is wired.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/base/version.h"
#include "platform/config/config.h"
#include "platform/events/consumer.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/server.h"
#include "platform/rpc/snapshots.h"
#include "platform/store/store.h"

namespace shopper {

// What a service's main wires together.
class ServiceHost {
 public:
  ServiceHost(Config& config, rpc::Server& server, store::Store& store, const rpc::ServerOptions& options, const crypto::Key& audit_key, std::string service);
  Config& config;
  rpc::Server& server;
  store::Store& store;
  const crypto::Key internal_key;
  const rpc::Transport transport;
  const std::string& service() const { return service_; }

  // A consumer of `upstream`'s feed; its address is the setting SHOPPER_<UPSTREAM>_ADDRESS. Add reactions to it; it keeps the checkpoints of the
  // upstream's audit log already.
  events::Consumer& consume(const std::string& upstream);
  // The binder of that proto service; it lives as long as the host, and answers for the audit log already.
  rpc::Binder& bind(const std::string& proto_service);
  // Runs `task` in a transaction of its own at that interval, from the start on: deadlines that pass without anybody asking.
  void every(std::chrono::seconds interval, std::string name, std::function<Result<Done>(Unit&)> task);
  // Runs `work` at that interval beside all transactions: what speaks to the outside and must not hold the writer up.
  void beside(std::chrono::milliseconds interval, std::function<void()> work);
  // Runs `task` in a transaction before anybody is served; a refusal ends the start.
  void at_start(std::function<Result<Done>(Unit&)> task);
  void run_start_tasks();
  // The services whose feeds are followed here.
  const std::vector<std::string>& upstreams() const { return upstreams_; }
  // The processes that may follow the feed of the proto services bound here.
  rpc::Callers feed_readers() const;
  // Backups of the store; a service that keeps files beside it includes them.
  rpc::Snapshots& snapshots() { return snapshots_; }
  void start_background();
  void stop_background();

 private:
  struct Task {
    std::chrono::milliseconds interval;
    std::function<void()> run;
  };
  // In the name of the service itself.
  Result<Done> in_transaction(const std::function<Result<Done>(Unit&)>& task);
  void run_task(const Task& task);

  const crypto::Key audit_key_;
  std::string service_;
  std::vector<std::string> upstreams_;
  std::vector<std::unique_ptr<events::Consumer>> consumers_;
  rpc::Snapshots snapshots_;
  std::vector<Task> tasks_;
  std::vector<std::function<Result<Done>(Unit&)>> start_tasks_;
  std::vector<std::thread> task_threads_;
  std::mutex mutex_;
  std::condition_variable stop_signal_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<rpc::Binder>> binders_;
  std::vector<std::string> proto_services_;
};

struct ServiceDescription {
  std::string name;                                  // "registration"
  std::vector<store::Migration> migrations;
  std::function<void(ServiceHost&)> wire;            // binds rpcs, adds consumers; reads further settings
};

// Runs until SIGTERM or SIGINT, then drains. The exit code: 0, or 78 (EX_CONFIG) when it cannot start. `--print-config` prints the settings; see
// schema_command.h for `--migrate`.
int run_service(int argc, char** argv, const ServiceDescription& description);

}  // namespace shopper
