// Which process may call which rpc. It is all in the proto files: what has a REST route is called by the gateway, `callers` names further
// processes, `feed_readers` of a service those that follow its events.
#pragma once

#include <set>
#include <string>

namespace shopper::rpc {

inline constexpr const char* gateway_process = "gateway";

using Callers = std::set<std::string>;   // names of processes; empty: nobody

// Of "package.Service.Method"; nobody for what no proto file describes.
Callers callers_of(const std::string& full_method_name);
// Of "package.Service".
Callers feed_readers_of(const std::string& full_service_name);

}  // namespace shopper::rpc
