// A service as its process has it - store, binder, operations, consumers, wired as its main.cpp does - without sockets, threads of its own and
// wall clock.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "evaluation/usecases/context.h"
#include "identity/usecases/context.h"
#include "platform/events/consumer.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/server.h"
#include "platform/store/store.h"
#include "tests/simulation/sabotage.h"

namespace shopper::simulation {

inline const std::vector<std::string> services{"registration", "selection", "evaluation", "recommendation", "identity"};

// Who reads whose events, as the services' main.cpp say.
struct FeedLine {
  std::string reader;
  std::string upstream;
};
inline const std::vector<FeedLine> feed_lines{
    {"selection", "registration"},      {"recommendation", "registration"}, {"registration", "selection"}, {"evaluation", "selection"}, {"identity", "selection"},
    {"recommendation", "evaluation"},   {"registration", "evaluation"},     {"identity", "evaluation"},    {"evaluation", "recommendation"},
    {"registration", "recommendation"}, {"registration", "identity"},
};

const char* proto_service_of(const std::string& service);

// Notes each event beside its effect, in the same transaction; and does it wrongly where a saboteur wants that.
class WatchedConsumer : public events::Consumer {
 public:
  WatchedConsumer(store::Store& store, const std::string& upstream, const std::string& reader, rpc::Clock clock, Sabotage sabotage);
  void apply(store::Db& db, const Event& event, const std::string& log_id) override;

 private:
  const std::string upstream_;
  const Sabotage sabotage_;
};

class Host {
 public:
  using Clock = rpc::Clock;
  // Throws what the store throws when the power goes meanwhile.
  Host(const std::string& service, Clock clock, Sabotage sabotage);
  events::Consumer& consume(const std::string& upstream) { return *consumers.at(upstream); }

  const std::string service;
  store::Store store;
  rpc::Server server{{}};
  std::map<std::string, std::unique_ptr<WatchedConsumer>> consumers;
  // What the process does by itself now and then.
  std::vector<std::pair<std::string, std::function<Result<Done>(Unit&)>>> tasks;

 private:
  void wire(Clock clock);
  std::vector<std::unique_ptr<rpc::Binder>> binders_;
  evaluation::Context evaluation_;
  std::shared_ptr<identity::Context> identity_;
};

}  // namespace shopper::simulation
