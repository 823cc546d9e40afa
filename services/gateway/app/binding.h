// A request's path, query, headers and body -> the rpc's request message; every wrong field at once.
#pragma once

#include <google/protobuf/message.h>

#include <optional>

#include "gateway/app/cursor.h"
#include "gateway/app/exchange.h"

namespace shopper::gateway::app {

// Fills `message`, and media_type, idempotency_key and list of the exchange; or says what is wrong (400, 406, 412, 415, 422, 428).
std::optional<http::Problem> bind_request(Exchange& exchange, const CursorSeal& cursors, google::protobuf::Message& message);

}  // namespace shopper::gateway::app
