// The service side of EventFeed and of Operations, the same in every service.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "platform/rpc/server.h"
#include "platform/store/store.h"

namespace shopper::rpc {

inline constexpr const char* service_role = "service";   // the role of our own processes

// Serves shopper.common.v1.EventFeed/Pull from the outbox to the processes `readers`.
void serve_feed(Server& server, store::Store& store, Callers readers = {});
// What a process says of itself to operators.
struct OperationsSource {
  std::string service;
  std::string version;
  std::function<bool()> started;                         // whether start-up is done
  std::function<std::vector<std::string>()> upstreams;   // the services whose feeds are followed here
};
// Serves shopper.common.v1.Operations.
void serve_operations(Server& server, store::Store& store, OperationsSource source);

}  // namespace shopper::rpc
