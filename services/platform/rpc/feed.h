// The service side of EventFeed and of Operations, the same in every service.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "platform/rpc/server.h"
#include "platform/store/store.h"

namespace shopper::rpc {

inline constexpr const char* service_role = "service";   // the role of our own processes

// Serves shopper.common.v1.EventFeed/Pull from the outbox to the processes `readers`.
void serve_feed(Server& server, store::Store& store, Callers readers = {});
// Serves shopper.common.v1.Operations; `ready` says whether start-up is done.
void serve_operations(Server& server, store::Store& store, const std::string& service, const std::string& version, std::function<bool()> ready);

}  // namespace shopper::rpc
